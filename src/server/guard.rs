//! What every answer has, whatever it says: only this machine is answered, errors are problem documents, browsers are
//! told what they may do with it, and what has not changed is not sent again.

use super::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

/// No request leaves the machine: all the page needs comes from here. MapLibre sets styles on elements and may start
/// its worker from a blob.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src \
    'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Longest problem text of a library that is passed on.
const LONGEST_TEXT: usize = 2_000;

/// Wraps every request.
pub(super) async fn guard(mut request: Request, next: Next) -> Response {
    let mut response = if foreign(request.headers(), request.uri()) {
        Problem::misdirected().into_response()
    } else {
        let known = request.headers().get(header::IF_NONE_MATCH).cloned();
        // The whole answer is needed for its tag; the router drops the body of a HEAD further out.
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if *request.method() == Method::HEAD {
            *request.method_mut() = Method::GET;
        }
        let response = in_words(next.run(request).await).await;
        if reads { tagged(response, known.as_ref()).await } else { response }
    };
    for (name, value) in FIXED {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the request was meant for another host: a page from elsewhere whose name was pointed at this machine
/// ("DNS rebinding") must not read what loopback serves. Programs that send no host are not browsers.
fn foreign(headers: &HeaderMap, uri: &Uri) -> bool {
    let local = |name: &str| {
        let host = match name.strip_prefix('[') {
            Some(rest) => rest.split_once(']').map_or("", |(host, _)| host),
            None => name.rsplit_once(':').map_or(name, |(host, _)| host),
        };
        host.trim_end_matches('.').eq_ignore_ascii_case("localhost")
            || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    let named = headers.get_all(header::HOST).iter().map(|v| v.to_str().unwrap_or(""));
    named.chain(uri.host()).any(|name| !local(name))
}

/// Errors that a library words itself (a parameter that is no number, a method that is not allowed) as problem
/// documents like ours.
async fn in_words(response: Response) -> Response {
    let status = response.status();
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if !(status.is_client_error() || status.is_server_error()) || media.starts_with("application/problem+json") {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let text = to_bytes(response.into_body(), LONGEST_TEXT).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let detail = match text.trim() {
        "" => status.canonical_reason().unwrap_or("the request failed").to_owned(),
        _ if status.is_server_error() => "something went wrong in Footbeat; its terminal says what".to_owned(),
        words => words.to_owned(),
    };
    let mut told = Problem::of(status, detail).into_response();
    if let Some(allow) = allow {
        told.headers_mut().insert(header::ALLOW, allow);
    }
    told
}

/// Adds a tag of the content, and answers "not modified" to who has it.
async fn tagged(response: Response, known: Option<&HeaderValue>) -> Response {
    if response.status() != axum::http::StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Bodies here are whole texts in memory already, so this copies nothing and cannot fail.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::internal("the answer was cut short").into_response();
    };
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    // Weak: the same content may be sent with another coding (RFC 9110 §8.8.1).
    let tag = format!("W/\"{:016x}-{:x}\"", hasher.finish(), bytes.len());
    let has = known.and_then(|v| v.to_str().ok()).is_some_and(|list| {
        list.trim() == "*" || list.split(',').any(|t| t.trim().trim_start_matches("W/") == tag.trim_start_matches("W/"))
    });
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if has {
        parts.status = axum::http::StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        foreign(&headers, &Uri::from_static("/"))
    }

    #[test]
    fn only_this_machine_is_meant() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.8.8.8", "[::1]", "[::1]:80", "localhost.:80"] {
            assert!(!refused(host), "{host}");
        }
        for host in [
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org:8080",
            "10.0.0.1",
            "[::2]:1",
            "",
            "[",
            ":80",
        ] {
            assert!(refused(host), "{host}");
        }
        assert!(foreign(&HeaderMap::new(), &Uri::from_static("http://example.org/")));
        assert!(!foreign(&HeaderMap::new(), &Uri::from_static("/")));
    }
}

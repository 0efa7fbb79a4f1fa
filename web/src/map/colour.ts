/** Colours of the data, chosen for colour-blind readers, and the classes they stand for. */
import { NB } from '../format';

/**
 * Okabe and Ito's set, darkened where a white number would not read on it (4.5 : 1), without yellow and black; sky blue,
 * too near to blue once darkened, gives way to a deep violet told apart by its lightness. The last four are for teams
 * of more than eight, each as far as may be from its neighbours in the list.
 */
export const OFFICERS = ['#0072B2', '#BF4E00', '#007A59', '#A8487F', '#8A6D00', '#43307F', '#7A4A2B', '#5B6472', '#B3122F', '#1F7A8C', '#4F6B00', '#8E44C9'];

/** Streets where harm concentrates, on paper. */
export const HARM = '#B4441C';

/** The same for a dark ground, lightened; numbers on them are dark. */
export const OFFICERS_DARK = ['#56B4E9', '#F0803C', '#2FBF8F', '#E08BBE', '#D9B430', '#A99BF0', '#C99A78', '#A3ABB8', '#FF8A93', '#6FD6E0', '#B5D160', '#D9A6FF'];

/** An officer's colour by place in the list: always shown with number and name too. */
export function officerColour(index: number, dark = false): string {
  const set = dark ? OFFICERS_DARK : OFFICERS;
  return set[((index % set.length) + set.length) % set.length] ?? '#5B6472';
}

/** The same for a style sheet, which knows by itself whether the page is dark. */
export function officerStyle(index: number): string {
  return `light-dark(${officerColour(index)}, ${officerColour(index, true)})`;
}

/** Breaks of a share seen, in per cent: round numbers, finer where little is seen. */
export const SEEN_BREAKS = [10, 25, 50, 75];
/** A gap stands out from the ground: on paper it is dark (YlGnBu reversed), on a dark ground light. */
export const SEEN_RAMP = ['#1D3F72', '#2C7FB8', '#5FB6C4', '#A9D9C0', '#EEF4CF'];
export const SEEN_RAMP_DARK = ['#F1F2B8', '#9AD3B0', '#4C9FB5', '#2F6690', '#263A5E'];
export const UNKNOWN = '#C9C6BF';

/** The class of a share (0 to 1), or −1 for unknown, which is never the lowest class. */
export function classOf(value: number | null | undefined, breaks: readonly number[] = SEEN_BREAKS): number {
  if (value == null || Number.isNaN(value)) return -1;
  const p = value * 100;
  let k = 0;
  while (k < breaks.length && p >= (breaks[k] ?? Infinity)) k += 1;
  return k;
}

/** A class's colour for a style sheet, on paper and on a dark ground. */
export function classStyle(k: number): string {
  return k < 0 ? UNKNOWN : `light-dark(${SEEN_RAMP[k]}, ${SEEN_RAMP_DARK[k]})`;
}

export function seenColour(value: number | null | undefined): string {
  return classStyle(classOf(value));
}

/** "under 10 %", "10 to 25 %", …, "75 % and over". */
export function classLabels(breaks: readonly number[] = SEEN_BREAKS): string[] {
  const first = `under ${breaks[0]}${NB}%`;
  const last = `${breaks[breaks.length - 1]}${NB}% and over`;
  return [first, ...breaks.slice(1).map((b, i) => `${breaks[i]} to ${b}${NB}%`), last];
}

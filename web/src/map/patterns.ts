/** Pictures that the map fills areas and marks stops with, drawn here so that nothing is fetched. */

function image(size: number, pixel: (x: number, y: number) => [number, number, number, number]): ImageData {
  const made = new ImageData(size, size);
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) made.data.set(pixel(x, y), (y * size + x) * 4);
  return made;
}

/** A diagonal hatch for "unknown": never a colour of the ramp. */
export function hatch(): ImageData {
  return image(16, (x, y) => ((x + y) % 8 < 2 ? [110, 108, 102, 200] : [201, 198, 191, 110]));
}

/** Fine dots, each dark in a light ring, so that they read alike on the palest and the darkest class. */
export function stipple(): ImageData {
  return image(14, (x, y) => {
    const far = Math.min(Math.hypot(x - 3, y - 3), Math.hypot(x - 10, y - 10));
    if (far < 1.3) return [27, 35, 48, 235];
    return far < 2.4 ? [255, 255, 255, 150] : [0, 0, 0, 0];
  });
}

/** A disc as a distance field, which takes any colour and a ring: the ground of a stop's number. */
export function badge(): ImageData {
  const size = 48;
  return image(size, (x, y) => {
    const outside = Math.hypot(x + 0.5 - size / 2, y + 0.5 - size / 2) - 19;
    return [0, 0, 0, Math.max(0, Math.min(255, Math.round(255 * (0.75 - outside / 8))))];
  });
}

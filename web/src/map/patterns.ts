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

/** Hatching alone, for "much of this is unknown" over a colour: dark and light lines, to read on every class. */
export function hatchLines(): ImageData {
  return image(24, (x, y) => {
    const k = (x + y) % 12;
    return k < 2 ? [60, 58, 54, 170] : k < 4 ? [244, 242, 236, 150] : [0, 0, 0, 0];
  });
}

/** Fine dots in a ring of the other tone, so that they read alike on the palest and the darkest class. */
export function stipple(dark: boolean): ImageData {
  const [dot, ring] = dark ? [255, 20] : [27, 255];
  return image(28, (x, y) => {
    const far = Math.min(Math.hypot(x - 6.5, y - 6.5), Math.hypot(x - 20.5, y - 20.5));
    if (far < 1.7) return [dot, dot, dot + (dark ? 0 : 15), dark ? 150 : 210];
    return far < 2.9 ? [ring, ring, ring, 90] : [0, 0, 0, 0];
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

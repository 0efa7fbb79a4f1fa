import type { Map as Chart } from 'maplibre-gl';

/**
 * Before the page is printed the map is drawn once more and copied to a plain canvas, which is what goes to paper: the
 * map's own canvas is cleared after each frame, and would be laid out anew for the width of the sheet.
 */
export function printable(map: () => Chart | undefined, paper: () => HTMLCanvasElement): () => void {
  const copy = (): void => {
    const chart = map();
    if (!chart) return;
    chart.redraw();
    const from = chart.getCanvas();
    const to = paper();
    to.width = from.width;
    to.height = from.height;
    to.getContext('2d')?.drawImage(from, 0, 0);
  };
  window.addEventListener('beforeprint', copy);
  return () => window.removeEventListener('beforeprint', copy);
}

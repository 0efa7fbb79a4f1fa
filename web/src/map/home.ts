import type { IControl, LngLatBoundsLike, Map as Chart, PaddingOptions } from 'maplibre-gl';

/** A button that shows the whole county again. */
export class Home implements IControl {
  private readonly box = document.createElement('div');

  constructor(
    private readonly bounds: LngLatBoundsLike,
    private readonly padding: () => PaddingOptions,
  ) {}

  onAdd(map: Chart): HTMLElement {
    this.box.className = 'maplibregl-ctrl maplibregl-ctrl-group';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'home';
    button.title = 'Whole county';
    button.setAttribute('aria-label', 'Whole county');
    button.onclick = () => map.fitBounds(this.bounds, { padding: this.padding(), duration: 0 });
    this.box.append(button);
    return this.box;
  }

  onRemove(): void {
    this.box.remove();
  }
}

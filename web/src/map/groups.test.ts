import { describe, expect, it } from 'vitest';
import { CHOICES, shown, toggled, visible } from './groups';

describe('layers of the legend', () => {
  it('switch one by one and keep the rest', () => {
    const now = toggled('coverage', undefined, 'hotspots');
    expect(shown('coverage', now)).toEqual(['uncovered', 'hotspots', 'streets']);
    expect(shown('coverage', toggled('coverage', now, 'hotspots'))).toEqual(['uncovered', 'streets']);
  });
  it('may all be off', () => {
    const off = toggled('council', undefined, 'streets');
    expect(shown('council', off)).toEqual([]);
    expect(shown('council', toggled('council', off, 'streets'))).toEqual(['streets']);
  });
  it('never offer a council a route, whatever its address asks for', () => {
    expect(CHOICES.council).not.toContain('routes');
    expect(shown('council', 'routes,streets')).toEqual(['streets']);
    expect([...visible('council', shown('council', 'routes'))].some((l) => /routes|stops|walks|rides/.test(l))).toBe(false);
  });
});

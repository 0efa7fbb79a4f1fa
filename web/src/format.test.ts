import { describe, expect, it } from 'vitest';
import { clock, count, day, duration, length, longDay, share, words } from './format';
import { SEEN_BREAKS, SEEN_RAMP, UNKNOWN, classLabels, classOf, officerColour, seenColour } from './map/colour';
import { format, parse, parseAt } from './view';

describe('figures', () => {
  it('never shows little as nothing, or unknown as zero', () => {
    expect(share(0.004)).toBe('under 1 %');
    expect(share(0)).toBe('0 %');
    expect(share(null)).toBe('–');
    expect(share(0.999)).toBe('over 99 %');
    expect(count(6210)).toBe('6,210');
  });
  it('writes dates and times as people say them, at the place', () => {
    expect(day('2026-07-11')).toBe('11 July 2026');
    expect(longDay('2026-07-11')).toBe('Saturday 11 July 2026');
    expect(clock('2026-07-11T08:05:00+01:00')).toBe('08:05');
    expect(duration(200)).toBe('3 h 20 min');
    expect(length(1240)).toBe('1.2 km');
    expect(words('vehicle-crime')).toBe('Vehicle crime');
  });
});

describe('classes', () => {
  it('puts each break into the class above it and unknown into none', () => {
    expect([0, 0.0999, 0.1, 0.5, 0.75, 1].map((x) => classOf(x))).toEqual([0, 0, 1, 3, 4, 4]);
    expect(classOf(null)).toBe(-1);
    expect(seenColour(null)).toBe(UNKNOWN);
    expect(SEEN_RAMP).not.toContain(UNKNOWN);
  });
  it('has a label and a colour for every class', () => {
    expect(classLabels()).toHaveLength(SEEN_BREAKS.length + 1);
    expect(SEEN_RAMP).toHaveLength(SEEN_BREAKS.length + 1);
    expect(officerColour(8)).toBe(officerColour(0));
  });
});

describe('address', () => {
  it('round-trips the view and refuses nonsense', () => {
    const v = { tab: 'today' as const, params: { date: '2026-07-11', at: '14/51.58/-2.99' } };
    expect(parse(format(v))).toEqual(v);
    expect(parse('#/nowhere').tab).toBe('coverage');
    expect(parseAt('14/51.58/-2.99')?.center).toEqual([-2.99, 51.58]);
    expect(parseAt('14/x')).toBeUndefined();
  });
});

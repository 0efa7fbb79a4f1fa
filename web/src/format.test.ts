import { describe, expect, it } from 'vitest';
import { about, clock, count, day, duration, length, longDay, pcso, residents, share, stopKind, told, words } from './format';
import { OFFICERS, OFFICERS_DARK, SEEN_BREAKS, SEEN_RAMP, SEEN_RAMP_DARK, UNKNOWN, classLabels, classOf, officerColour, seenColour } from './map/colour';
import { format, parse, parseAt } from './view';

const plain = (s: string): string => s.replaceAll('\u00a0', ' ');

describe('figures', () => {
  it('never shows little as nothing, or unknown as zero', () => {
    expect(plain(share(0.004))).toBe('under 1 %');
    expect(plain(share(0))).toBe('0 %');
    expect(share(null)).toBe('–');
    expect(plain(share(0.999))).toBe('over 99 %');
    expect(count(6210)).toBe('6,210');
  });
  it('writes dates and times as people say them, at the place', () => {
    expect(day('2026-07-11')).toBe('11 July 2026');
    expect(longDay('2026-07-11')).toBe('Saturday 11 July 2026');
    expect(clock('2026-07-11T08:05:00+01:00')).toBe('08:05');
    expect(plain(duration(200))).toBe('3 h 20 min');
    expect(plain(length(1240))).toBe('1.2 km');
    expect(words('vehicle-crime')).toBe('Vehicle crime');
  });
  it('marks estimates, and takes nought residents for not counted', () => {
    expect([about(5283), about(48), about(0)].map(plain)).toEqual(['about 5,300', 'about 48', '–']);
    expect([residents(0), residents(null), residents(1200)]).toEqual(['–', '–', '1,200']);
  });
  it('tells the sentences of the server in the words of the page', () => {
    expect(plain(told('30140 incidents from 2025-11; reference TSK-55010; 982 m'))).toBe('30,140 incidents from November 2025; reference TSK-55010; 982 m');
    expect(told('982 m of streets')).toContain('982\u00a0m of');
    expect(pcso('It fits best with Officer 3; 2 of 5 officer-days left no record.')).toBe('It fits best with PCSO 3; 2 of 5 PCSO-days left no record.');
    expect(pcso('An officer-day without a record')).toBe('A PCSO-day without a record');
    expect([stopKind('uncovered'), stopKind('asset'), stopKind('tasking')]).toEqual(['Streets not seen', 'Visit due', 'Tasking']);
  });
});

describe('classes', () => {
  it('puts each break into the class above it and unknown into none', () => {
    expect([0, 0.0999, 0.1, 0.5, 0.75, 1].map((x) => classOf(x))).toEqual([0, 0, 1, 3, 4, 4]);
    expect(classOf(null)).toBe(-1);
    expect(seenColour(null)).toBe(UNKNOWN);
    expect(seenColour(0)).toContain(SEEN_RAMP[0]);
    expect(SEEN_RAMP).not.toContain(UNKNOWN);
  });
  it('has a label and a colour for every class', () => {
    expect(classLabels()).toHaveLength(SEEN_BREAKS.length + 1);
    expect(SEEN_RAMP).toHaveLength(SEEN_BREAKS.length + 1);
    expect(SEEN_RAMP_DARK).toHaveLength(SEEN_RAMP.length);
  });
  it('gives twelve PCSOs a colour each, on paper and in the dark', () => {
    expect(new Set(OFFICERS).size).toBe(12);
    expect(new Set(OFFICERS_DARK).size).toBe(OFFICERS.length);
    expect(officerColour(8)).not.toBe(officerColour(0));
    expect(officerColour(12)).toBe(officerColour(0));
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

/** Tables in the order of one of their columns. */

type Sortable = string | number | null | undefined;

/** Rows by a column: unknown stands last whichever way it is sorted, and rows that are equal keep the order of `tie`. */
export function sortRows<T>(rows: readonly T[], by: (row: T) => Sortable, down: boolean, tie: (row: T) => string): T[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x == null || y == null) return Number(x == null) - Number(y == null) || compare(tie(a), tie(b));
    const order = compare(x, y);
    return (down ? -order : order) || compare(tie(a), tie(b));
  });
}

/** Numbers by size; words as people order them, PCSO 2 before PCSO 10. */
function compare(x: string | number, y: string | number): number {
  return typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'en-GB', { numeric: true });
}

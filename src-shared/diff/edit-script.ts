/** What two sequences have in common, in order. */

/** An index on each side; absent where the element has no counterpart. */
export interface Step {
  left?: number;
  right?: number;
}

/** Cells of the table: beyond them, what is between the common ends counts as replaced. */
const MAX_CELLS = 1_000_000;

/** The shortest script that turns `left` into `right`: the longest common subsequence by keys, removals before additions. Every index of
 *  either side occurs once, in order. Time and memory are bounded: very long sequences are compared by their common ends alone. */
export function editScript(left: readonly string[], right: readonly string[]): Step[] {
  let from = 0;
  while (from < left.length && from < right.length && left[from] === right[from]) from++;
  let tail = 0;
  while (tail < left.length - from && tail < right.length - from && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const steps: Step[] = [];
  for (let at = 0; at < from; at++) steps.push({ left: at, right: at });
  middle(left.slice(from, left.length - tail), right.slice(from, right.length - tail), from, steps);
  for (let back = tail; back > 0; back--) steps.push({ left: left.length - back, right: right.length - back });
  return steps;
}

function middle(left: readonly string[], right: readonly string[], offset: number, steps: Step[]): void {
  const lengths = commonLengths(left, right);
  const width = right.length + 1;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (lengths && i < left.length && j < right.length && left[i] === right[j]) steps.push({ left: offset + i++, right: offset + j++ });
    else if (i < left.length && (!lengths || j === right.length || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) steps.push({ left: offset + i++ });
    else steps.push({ right: offset + j++ });
  }
}

/** Of the rests from each pair of indices on: how much they have in common. Undefined where the table would be too large. */
function commonLengths(left: readonly string[], right: readonly string[]): Uint16Array | undefined {
  const width = right.length + 1;
  if ((left.length + 1) * width > MAX_CELLS) return undefined;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const same = left[i] === right[j];
      lengths[i * width + j] = same ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

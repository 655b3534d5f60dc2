/** Where the lanes of a ladder stand, in percent of the drawing's width. */

/** Half a lane's share at the edges, as far as few lanes would not stand needlessly close together. */
export function laneLeft(index: number, count: number): number {
  if (count < 2) return 50;
  const edge = Math.min(50 / count, 18);
  return edge + (index * (100 - 2 * edge)) / (count - 1);
}

/** Left edge and width of what is drawn from one lane to another. */
export function betweenLanes(from: number, to: number, count: number): { left: string; width: string } {
  const [first, last] = [laneLeft(Math.min(from, to), count), laneLeft(Math.max(from, to), count)];
  // To itself: a loop, as wide as most of the way to the next lane.
  return { left: `${first}%`, width: `${from === to ? Math.min(100 - first, 80 / count) : last - first}%` };
}

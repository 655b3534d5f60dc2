/** The order in which the hosts of a service are tried (RFC 2782). */
import type { Random, SrvRecord } from '../../ports.ts';

/** By priority; within one, drawn by weight: a record with weight 30 comes before one with 10 in three of four cases. */
export function inOrder(records: readonly SrvRecord[], random: Random | undefined): SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) => drawn(records.filter((record) => record.priority === priority), random));
}

/** RFC 2782: records of weight 0 stand first, so that they are drawn only by the lowest number. */
function drawn(records: readonly SrvRecord[], random: Random | undefined): SrvRecord[] {
  const left = [...records].sort((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  const order: SrvRecord[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    const number = below(total + 1, random);
    let sum = 0;
    const at = left.findIndex(({ weight }) => (sum += weight) >= number);
    order.push(...left.splice(Math.max(0, at), 1));
  }
  return order;
}

/** A whole number from 0 to `end` - 1. */
function below(end: number, random: Random | undefined): number {
  if (!random) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return Math.floor(((((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32) * end);
}

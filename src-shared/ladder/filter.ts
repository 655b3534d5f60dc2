/** Which messages of a ladder are wanted. Pure. */
import type { TracedMessage } from '../model.ts';
import type { Arrow, Ladder } from './ladder.ts';

/** Empty lists want everything. What stands in several of them must fit all; within one list, any. */
export interface LadderFilter {
  /** In label, addresses or anywhere in the message; case does not matter. */
  text: string;
  methods: string[];
  /** First digits of statuses. */
  classes: number[];
  /** Ids of lanes, at either end. */
  hosts: string[];
  /** Call-IDs. */
  calls: string[];
  /** Methods that are not wanted. */
  without: string[];
}

export const noFilter: LadderFilter = { text: '', methods: [], classes: [], hosts: [], calls: [], without: [] };

export function isFiltering(filter: LadderFilter): boolean {
  return filter.text.trim() !== '' || filterParts.some((part) => filter[part].length > 0);
}
export const filterParts = ['methods', 'classes', 'hosts', 'calls', 'without'] as const;
export type FilterPart = (typeof filterParts)[number];

/** The same filter with a value added to one of its lists, or taken out where it was in. */
export function toggled(filter: LadderFilter, part: FilterPart, value: string | number): LadderFilter {
  const values: (string | number)[] = filter[part];
  return { ...filter, [part]: values.includes(value) ? values.filter((other) => other !== value) : [...values, value] };
}

/** A test for each arrow of this ladder. */
export function arrowFilter(ladder: Ladder, filter: LadderFilter): (arrow: Arrow) => boolean {
  const wanted = filter.text.trim().toLowerCase();
  const lanes = new Set(ladder.lanes.flatMap((lane, index) => (filter.hosts.includes(lane.id) ? [index] : [])));
  const calls = new Set(filter.calls);
  const classOf = (status: number | undefined): number => (status === undefined ? 0 : Math.floor(status / 100));
  return ({ message, from, to, label }) =>
    (filter.methods.length === 0 || filter.methods.includes(message.method))
    && (filter.classes.length === 0 || filter.classes.includes(classOf(message.status)))
    && !filter.without.includes(message.method)
    && (filter.hosts.length === 0 || lanes.has(from) || lanes.has(to))
    && (calls.size === 0 || calls.has(message.callId))
    && (wanted === '' || label.toLowerCase().includes(wanted) || message.local.includes(wanted) || messageHas(message, wanted));
}

function messageHas(message: TracedMessage, wanted: string): boolean {
  return message.remote.includes(wanted) || message.raw.toLowerCase().includes(wanted);
}

/** Does a message of the trace table fit the text? */
export function messageMatches(message: TracedMessage, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || messageHas(message, wanted);
}

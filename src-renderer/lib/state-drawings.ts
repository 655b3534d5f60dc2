/** Where the states of each transaction machine stand in its drawing, and what leads from one to the other. */
import type { StateName } from '../../src-shared/ladder/state/machine.ts';

export interface DrawnState {
  name: StateName;
  column: number;
  /** 0 and 1 one above the other, 0.5 between them. */
  row: number;
}
export interface StateDrawing {
  states: DrawnState[];
  edges: [StateName, StateName][];
  section: string;
}

export type MachineKind = 'inviteClient' | 'inviteServer' | 'otherClient' | 'otherServer';

const LINE: Pick<StateDrawing, 'states' | 'edges'> = {
  states: [
    { name: 'trying', column: 0, row: 0 }, { name: 'proceeding', column: 1, row: 0 }, { name: 'completed', column: 2, row: 0 }, { name: 'terminated', column: 3, row: 0 },
  ],
  edges: [['trying', 'proceeding'], ['proceeding', 'completed'], ['completed', 'terminated']],
};

export const stateDrawings: Record<MachineKind, StateDrawing> = {
  inviteClient: {
    states: [
      { name: 'calling', column: 0, row: 0.5 }, { name: 'proceeding', column: 1, row: 0.5 }, { name: 'accepted', column: 2, row: 0 },
      { name: 'completed', column: 2, row: 1 }, { name: 'terminated', column: 3, row: 0.5 },
    ],
    edges: [['calling', 'proceeding'], ['proceeding', 'accepted'], ['proceeding', 'completed'], ['accepted', 'terminated'], ['completed', 'terminated']],
    section: 'RFC 3261 17.1.1, RFC 6026 7.2',
  },
  inviteServer: {
    states: [
      { name: 'proceeding', column: 0, row: 0.5 }, { name: 'accepted', column: 1, row: 0 }, { name: 'completed', column: 1, row: 1 },
      { name: 'confirmed', column: 2, row: 1 }, { name: 'terminated', column: 3, row: 0.5 },
    ],
    edges: [['proceeding', 'accepted'], ['proceeding', 'completed'], ['completed', 'confirmed'], ['accepted', 'terminated'], ['confirmed', 'terminated']],
    section: 'RFC 3261 17.2.1, RFC 6026 7.1',
  },
  otherClient: { ...LINE, section: 'RFC 3261 17.1.2' },
  otherServer: { ...LINE, section: 'RFC 3261 17.2.2' },
};

/** What calls tell: on the contract, and to hosts in the same process. */
import type { EventData, EventName } from '../../src-shared/contract.ts';
import type { Call } from '../../src-shared/model.ts';
import type { CallsEvents } from './calls.ts';

type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

/** `watch`: hosts in the same process. `report`: of how a call sounded, when it has ended. */
export function callEvents(emit: Emit, watch: Partial<CallsEvents>, report: (call: Call) => void): CallsEvents {
  return {
    onChanged(call) {
      emit('call.changed', call);
      watch.onChanged?.(call);
    },
    onStats(call) {
      if (call.stats) emit('call.stats', { id: call.id, stats: call.stats });
      watch.onStats?.(call);
    },
    onDtmf(call, digit, durationMs, method) {
      emit('call.dtmf', { id: call.id, digit });
      watch.onDtmf?.(call, digit, durationMs, method);
    },
    onMedia(call, span) {
      emit('media.changed', span);
      watch.onMedia?.(call, span);
    },
    onEnded(call) {
      emit('call.changed', call);
      report(call);
      watch.onEnded?.(call);
    },
    onRemoved: (id) => emit('call.removed', { id }),
    onHistory: (id) => emit('history.changed', { id }),
  };
}

/** One event of an ICE agent (agent.ts). */
import type { AgentEvent, AgentState, AgentStep } from './agent.ts';
import { nextCheck, onAnswer, settle, startChecks } from './agent.ts';
import { onRequest, takeEarly } from './requests.ts';

export function step(state: AgentState, event: AgentEvent): AgentStep {
  const { state: next, effects } = apply(state, event);
  const settled = settle(state, next);
  return { state: settled.state, effects: [...effects, ...settled.effects] };
}

function apply(state: AgentState, event: AgentEvent): AgentStep {
  switch (event.kind) {
    case 'remote':
      return { state: takeEarly(startChecks(state, event.remote)), effects: [] };
    case 'tick':
      return nextCheck(state);
    case 'request':
      return onRequest(state, event.arrival);
    case 'answer':
      return { state: onAnswer(state, event.check, event.response), effects: [] };
    case 'patience':
      return { state: { ...state, patience: 'over' }, effects: [] };
  }
}

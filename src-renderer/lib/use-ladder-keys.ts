/** The keyboard in a ladder (shortcuts.ts lists it). */
export interface LadderActions {
  select(index: number): void;
  problem(step: 1 | -1): void;
  filter(): void;
  export(): void;
  mark(): void;
  times(): void;
  follow(): void;
  related(): void;
  unfold(): void;
  zoom(by: 1 | -1 | 0): void;
}

const PAGE_ROWS = 10;

/** `at`: what is selected, -1: nothing; `last`: the last row. Keys that mean something here are taken. */
export function ladderKey(event: KeyboardEvent, at: number, last: number, actions: LadderActions): void {
  const done = event.ctrlKey || event.metaKey ? withModifier(event, actions) : !event.altKey && (walk(event.key, at, last, actions) || letter(event.key, actions));
  if (done) event.preventDefault();
}

function withModifier(event: KeyboardEvent, actions: LadderActions): boolean {
  const by = ({ '+': 1, '=': 1, '-': -1, '0': 0 } as const)[event.key];
  if (by === undefined || event.altKey) return false;
  actions.zoom(by);
  return true;
}

function walk(key: string, at: number, last: number, actions: LadderActions): boolean {
  const target = {
    ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last,
    PageDown: Math.min(at + PAGE_ROWS, last), PageUp: Math.max(at - PAGE_ROWS, 0),
  }[key];
  if (target === undefined) return false;
  actions.select(target);
  return true;
}

function letter(key: string, actions: LadderActions): boolean {
  const action = {
    n: () => actions.problem(1), p: () => actions.problem(-1), '/': actions.filter, e: actions.export, d: actions.mark, t: actions.times,
    f: actions.follow, c: actions.related, Enter: actions.unfold,
  }[key.length === 1 ? key.toLowerCase() : key];
  action?.();
  return action !== undefined;
}

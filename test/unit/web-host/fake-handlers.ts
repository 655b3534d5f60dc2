import type { Handlers, MethodName } from '../../../src-shared/contract.ts';
import { methods } from '../../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../../src-shared/errors.ts';

/** Handlers that refuse everything but what a test gives. */
export function fakeHandlers(given: Partial<Handlers> = {}): Handlers {
  const refuse = (name: string) => () => {
    throw new RungFailure(rungError('not-faked', `${name} is not faked.`));
  };
  const refusing = Object.fromEntries((Object.keys(methods) as MethodName[]).map((name) => [name, refuse(name)]));
  return { ...refusing, 'audio.attach': () => undefined, ...given } as Handlers;
}

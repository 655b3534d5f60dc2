/** A typed remote procedure call over anything that can post a message: Electron IPC, a WebSocket, a function call.
 *  Values from the other side are validated on both ends; errors travel as data (`RungError`). */
import { z } from 'zod';
import type { EventData, EventName, Handlers, MethodName, Params, Reply } from './contract.ts';
import { events, methods } from './contract.ts';
import type { RungError } from './errors.ts';
import { RungFailure, rungError, rungErrorSchema } from './errors.ts';

/** Ordered, reliable, message based. `post` takes structured-cloneable values; `on` returns the way to stop listening. */
export interface Channel {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): () => void;
}

/** The calling side. */
export interface Client {
  /** Rejects with RungFailure. */
  call<M extends MethodName>(method: M, ...params: Params<M> extends undefined ? [] : [Params<M>]): Promise<Reply<M>>;
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void;
  /** Rejects everything that is still open, with `connection-lost`. */
  close(): void;
}

/** The serving side. */
export interface Server {
  emit<E extends EventName>(event: E, data: EventData<E>): void;
  close(): void;
}

/** JSON drops what is undefined (a call without parameters, a reply with nothing to tell): such fields may be missing. */
const anything = z.unknown().optional();
const requestSchema = z.object({ kind: z.literal('call'), id: z.number().int(), method: z.string(), params: anything });
const replySchema = z.object({ kind: z.literal('reply'), id: z.number().int(), value: anything, error: rungErrorSchema.optional() });
const eventSchema = z.object({ kind: z.literal('event'), event: z.string(), data: anything });

export function client(channel: Channel): Client {
  const open = new Map<number, { method: MethodName; resolve: (value: never) => void; reject: (error: RungFailure) => void }>();
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  let nextId = 1;

  const stop = channel.on((message) => {
    const reply = replySchema.safeParse(message);
    if (reply.success) return settle(reply.data);
    const event = eventSchema.safeParse(message);
    if (event.success) deliver(event.data.event, event.data.data);
  });

  function settle(reply: z.infer<typeof replySchema>): void {
    const waiting = open.get(reply.id);
    if (!waiting) return;
    open.delete(reply.id);
    if (reply.error) return waiting.reject(new RungFailure(reply.error));
    const value = methods[waiting.method].result.safeParse(reply.value);
    if (value.success) return waiting.resolve(value.data as never);
    waiting.reject(new RungFailure(rungError('bad-reply', `The core's reply to ${waiting.method} was not understood.`)));
  }

  function deliver(name: string, data: unknown): void {
    if (!Object.hasOwn(events, name)) return;
    const parsed = events[name as EventName].safeParse(data);
    if (!parsed.success) return;
    for (const listener of listeners.get(name as EventName) ?? []) listener(parsed.data as never);
  }

  return {
    call(method, ...params) {
      return new Promise((resolve, reject) => {
        const id = nextId++;
        open.set(id, { method, resolve: resolve as (value: never) => void, reject });
        channel.post({ kind: 'call', id, method, params: params[0] });
      });
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as (data: never) => void);
      return () => void set.delete(listener as (data: never) => void);
    },
    close() {
      stop();
      for (const waiting of open.values()) {
        waiting.reject(new RungFailure(rungError('connection-lost', 'The connection to the core was lost. Reload the window.')));
      }
      open.clear();
    },
  };
}

export function serve(channel: Channel, handlers: Handlers): Server {
  const stop = channel.on((message) => {
    const request = requestSchema.safeParse(message);
    if (request.success) void answer(request.data);
  });

  async function answer({ id, method, params }: z.infer<typeof requestSchema>): Promise<void> {
    try {
      channel.post({ kind: 'reply', id, value: await run(method, params) });
    } catch (error) {
      channel.post({ kind: 'reply', id, value: undefined, error: asRungError(error) });
    }
  }

  async function run(method: string, params: unknown): Promise<unknown> {
    if (!Object.hasOwn(methods, method)) {
      throw new RungFailure(rungError('unknown-method', `The core has no method "${method}".`));
    }
    const name = method as MethodName;
    const parsed = methods[name].params.safeParse(params);
    if (!parsed.success) {
      throw new RungFailure(rungError('bad-parameters', `${method}: ${z.prettifyError(parsed.error)}`));
    }
    return await (handlers[name] as (value: unknown) => unknown)(parsed.data);
  }

  return {
    emit(event, data) {
      channel.post({ kind: 'event', event, data });
    },
    close: stop,
  };
}

/** Anything thrown, as data for the other side. Unexpected errors keep their message but not their stack. */
export function asRungError(error: unknown): RungError {
  if (error instanceof RungFailure) return error.error;
  return rungError('internal', error instanceof Error ? error.message : String(error));
}

/** What a file of traced messages offers to those who look at it, whatever kind of file it was: a capture, a text log. */
import type { RungError } from '../errors.ts';
import type { MediaSpan, TracedMessage } from '../model.ts';

/** How far a call or another dialog had come when the file ends. `open`: no final answer; `answered`: an INVITE that succeeded and has
 *  seen no BYE; `ended`: a BYE came; `succeeded`: anything but an INVITE that was answered 2xx. */
export type CapturedCallState = 'open' | 'ringing' | 'answered' | 'ended' | 'succeeded' | 'cancelled' | 'redirected' | 'failed';

/** One row a Call-ID. Plain data: crosses to another thread as it is. */
export interface CapturedCall {
  /** Empty: the messages that have none share a row. */
  callId: string;
  /** URIs of From and To; empty where unreadable. */
  from: string;
  to: string;
  /** Of the first request, or of the first answer's CSeq where the file begins in the middle. */
  method: string;
  /** Request-URI of the first request; empty where the file begins in the middle. */
  uri: string;
  /** How the first request was answered: success once there was one, else the last final answer, else the last provisional one. */
  status?: number;
  state: CapturedCallState;
  /** Of the first and the last message, epoch milliseconds. */
  startedAtMs: number;
  endedAtMs: number;
  messages: number;
  /** `seq` of the first message. */
  firstSeq: number;
  /** Between whom the first message went, `address:port`. */
  source: string;
  destination: string;
  /** A message of it carries a session description. */
  hasSdp: boolean;
}

/** In the place of a Call-ID: the announcements of sessions (SAP) in the file, which are of no call. No Call-ID has a line end. */
export const ANNOUNCEMENTS = '\n';

export interface TraceSource {
  /** In order of first message, made anew with each call of this: `callAt` gives a few of them. What was given out is not changed later. */
  readonly calls: readonly CapturedCall[];
  readonly callCount: number;
  /** From 0; undefined: there are not so many. */
  callAt(number: number): CapturedCall | undefined;
  /** Of all calls, each once. */
  readonly methods: readonly string[];
  /** Of all calls. */
  readonly messageCount: number;
  /** Announcements of sessions (SAP), those alike as one. */
  readonly announcementCount: number;
  /** In order of `seq`, which counts from 1 over the whole file; of all calls and announcements, or of those named. Made anew with each call of this:
   *  100 000 of them take a while and their memory: `most` of them from the `from`th on are made for who shows a part. Each is as sent by
   *  its `local`. Secrets are taken out. */
  messages(callIds?: ReadonlySet<string>, from?: number, most?: number): TracedMessage[];
  /** How many there are of these calls. */
  countOf(callIds: ReadonlySet<string>): number;
  /** The sound of these calls: both directions of an m= line are one span, seen from who offered it. */
  media(callIds?: ReadonlySet<string>): MediaSpan[];
  /** What was passed over or cut off, each kind once. The code is what the page translates (`error.<code>`). */
  readonly notes: readonly RungError[];
}

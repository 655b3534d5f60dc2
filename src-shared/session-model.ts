/** The session directory (SDP and SAP), as core and UI both see it. A part of `model.ts`. Times: `…AtMs` are epoch milliseconds. */
import { z } from 'zod';
import { rungErrorSchema } from './errors.ts';

/** Why a session is no longer announced. `ended`: its last time has passed; `timed-out`: nothing was heard any more (RFC 2974 4);
 *  `evicted`: it made room for others; `withdrawn`: by us. */
const removalReasonSchema = z.enum(['deleted', 'ended', 'timed-out', 'evicted', 'withdrawn']);

const warningKindSchema = z.enum(['foreign-source', 'foreign-deletion', 'hash-collision', 'older-version', 'not-strict']);
export type SessionWarningKind = z.infer<typeof warningKindSchema>;

export const announcedSessionSchema = z.object({
  /** All of o= but the version (RFC 8866 5.2), and more where a sender's o= names nobody; without its key `private:…`. */
  id: z.string(),
  own: z.boolean(),
  /** The description, decoded to Unicode; empty while it is private and the key is not known. */
  sdp: z.string(),
  state: z.enum(['running', 'removed']),
  /** Removed ones stay in the list, which is bounded, until they are forgotten. */
  removed: z.object({ atMs: z.number(), reason: removalReasonSchema, by: z.string().optional() }).optional(),
  firstHeardAtMs: z.number(),
  lastHeardAtMs: z.number(),
  packets: z.number(),
  /** Between two announcements as heard, mean. */
  intervalMs: z.number().optional(),
  timesOutAtMs: z.number().optional(),
  sources: z.array(z.object({ address: z.string(), group: z.string(), port: z.number(), interface: z.string(), lastHeardAtMs: z.number() })),
  /** Earlier texts, newest first, at most ten. */
  versions: z.array(z.object({ atMs: z.number(), sdp: z.string() })),
  /** At most twenty. */
  warnings: z.array(z.object({ atMs: z.number(), kind: warningKindSchema, text: z.string().optional(), from: z.string().optional() })),
  privacy: z.enum(['public', 'private', 'no-key']),
  keyName: z.string().optional(),
  /** Own ones. */
  announcing: z.object({
    intervalMs: z.number(), nextAtMs: z.number(), count: z.number(), group: z.string(), ttl: z.number(), interface: z.string().optional(),
  }).optional(),
  reminderMinutes: z.number().optional(),
});
export type AnnouncedSession = z.infer<typeof announcedSessionSchema>;

const joinedMediaSchema = z.object({
  index: z.number(),
  group: z.string(),
  port: z.number(),
  codec: z.string(),
  sampleRateHz: z.number(),
  channels: z.number(),
  interface: z.string(),
  state: z.enum(['receiving', 'silent', 'failed']),
  error: rungErrorSchema.optional(),
});

const joinedSourceSchema = z.object({
  ssrc: z.number(),
  cname: z.string().optional(),
  name: z.string().optional(),
  address: z.string(),
  mediaIndex: z.number(),
  /** Peak, 0 to 1. */
  level: z.number(),
  muted: z.boolean(),
  packets: z.number(),
  lost: z.number(),
  jitterMs: z.number(),
  codec: z.string(),
  lastHeardAtMs: z.number(),
  talking: z.boolean(),
});

/** A session that is listened to. */
export const joinedSessionSchema = z.object({
  /** Of the announced session, or `file:…`. */
  id: z.string(),
  name: z.string(),
  media: z.array(joinedMediaSchema),
  sources: z.array(joinedSourceSchema),
  canTalk: z.boolean(),
  talking: z.boolean(),
  /** A sound of the list that we say in place of the microphone. */
  playing: z.string().optional(),
  /** A call rings or goes on: it is silent until that has ended. */
  mutedByCall: z.boolean(),
  recording: z.object({ path: z.string(), startedAtMs: z.number() }).optional(),
});
export type JoinedSession = z.infer<typeof joinedSessionSchema>;

/** A multicast session that a call leads into. */
export const invitationSchema = z.object({
  /** Empty: it has none. */
  name: z.string(),
  /** `239.1.2.3:5004` */
  groups: z.array(z.string()),
  mayTalk: z.boolean(),
  /** All of o= but the version (RFC 8866 5.2): by that its announcements are known. */
  origin: z.string().optional(),
  /** We are in it: id of the joined session. */
  joinedId: z.string().optional(),
});

/** How listening for announcements goes on one group and interface. */
export const sapGroupStatusSchema = z.object({
  group: z.string(),
  port: z.number(),
  interface: z.string(),
  state: z.enum(['listening', 'failed']),
  error: rungErrorSchema.optional(),
  packets: z.number(),
  /** Packets that were no announcements, or too many. */
  refused: z.number(),
});
export type SapGroupStatus = z.infer<typeof sapGroupStatusSchema>;

export const sapSettings = {
  sapListen: z.boolean(),
  /** One of our own addresses, or an interface's name: announce and listen there only; `auto`: listen on all, announce where the route leads. */
  sapInterface: z.string().max(100),
  /** Of announcements where nothing else is said. */
  sapTtl: z.number().int().min(1).max(255),
  /** Others may call `sip:recorder@` and `sip:player@` of this phone. */
  recorderOutside: z.boolean(),
  playerOutside: z.boolean(),
};
export const defaultSapSettings = { sapListen: true, sapInterface: 'auto', sapTtl: 15, recorderOutside: false, playerOutside: false };

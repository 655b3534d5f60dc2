/** Everything that a UI can ask of the core and everything the core tells a UI. One contract, three hosts:
 *  Electron IPC, WebSocket (web host), in-process (CLI, tests). `rpc.ts` carries it. */
import { z } from 'zod';
import { rungErrorSchema } from './errors.ts';
import { foundMessageSchema } from './found-message.ts';
import {
  accountSchema, callRecordSchema, callSchema, chatMessageSchema, codecNameSchema, contactSchema, contactStateSchema, conversationSchema, gainSchema, guardReportSchema,
  mailboxSchema, mediaSpanSchema, networkStatusSchema, outcomeSchema, playModeSchema, presenceStatusSchema, qualitySeriesSchema,
  registrationSchema, retrySchema, settingsSchema, soundSchema, streamStatsSchema, tracedMessageSchema,
} from './model.ts';
import { announcedSessionSchema, joinedSessionSchema, sapGroupStatusSchema } from './session-model.ts';
import { traceUsageSchema } from './trace-settings.ts';

const nothing = z.undefined();
/** Done, with nothing to tell. */
const done = z.void();
const callId = z.object({ id: z.string() });
const sessionId = z.object({ id: z.string().min(1).max(2048) });
const sessionKeyName = z.string().trim().min(1).max(60);
const soundName = z.string().min(1).max(100);
/** Files cross in pieces: a message of the web host holds a megabyte. */
const piece = z.string().max(700_000);

export const methods = {
  /** Everything a UI needs to draw its first screen. */
  'app.state': {
    params: nothing,
    result: z.object({
      version: z.string(),
      host: z.enum(['electron', 'web', 'cli', 'test']),
      accounts: z.array(accountSchema),
      registrations: z.array(registrationSchema),
      calls: z.array(callSchema),
      settings: settingsSchema,
      network: networkStatusSchema,
      contacts: z.array(contactSchema),
      contactStates: z.array(contactStateSchema),
      mailboxes: z.array(mailboxSchema),
      presence: z.object({ status: presenceStatusSchema, note: z.string() }),
      unread: z.number(),
    }),
  },

  /** Dials a SIP URI, a number or a bare name (completed with the account's domain). Resolves as soon as the call exists. */
  'call.dial': {
    params: z.object({
      target: z.string().min(1).max(2048),
      accountId: z.string().optional(),
      subject: z.string().max(200).optional(),
      priority: z.enum(['emergency', 'urgent', 'normal', 'non-urgent']).optional(),
      /** Over this proxy, which a 305 named, and without showing it a password. */
      via: z.string().max(2048).optional(),
      /** Another attempt at a call of the history, with a change for this time. */
      retry: retrySchema.optional(),
    }),
    result: callSchema,
  },
  'call.answer': { params: callId, result: done },
  /** 486 (default) or 603. */
  'call.decline': { params: z.object({ id: z.string(), status: z.union([z.literal(486), z.literal(603)]).optional() }), result: done },
  /** Answers an incoming call with 302 to `target`. */
  'call.divert': { params: z.object({ id: z.string(), target: z.string().min(1) }), result: done },
  'call.hangup': { params: callId, result: done },
  'call.hold': { params: callId, result: done },
  'call.resume': { params: callId, result: done },
  /** Another codec from now on, both ways, by re-INVITE. Errors: `call-not-ready`, what the peer said; the call then goes on as before. */
  'call.codec': { params: z.object({ id: z.string(), codec: codecNameSchema }), result: done },
  'call.mute': { params: z.object({ id: z.string(), muted: z.boolean() }), result: done },
  'call.dtmf': { params: z.object({ id: z.string(), digits: z.string().regex(/^[0-9A-D*#]{1,32}$/) }), result: done },

  /** Writes both directions into a WAV, or ends that. Errors: `call-not-ready`, `record-failed`. */
  'call.record': { params: z.object({ id: z.string(), on: z.boolean() }), result: done },
  /** Plays a sound to the peer. Errors: `call-not-ready`, `sound-gone`, `wav-unreadable`. */
  'call.play': { params: z.object({ id: z.string(), sound: soundName, mode: playModeSchema }), result: done },
  'call.pausePlay': { params: z.object({ id: z.string(), paused: z.boolean() }), result: done },
  'call.stopPlay': { params: callId, result: done },
  'call.gain': { params: gainSchema.extend({ id: z.string() }), result: done },

  /** Takes the call into the conference, with whoever is being talked to. Errors: `call-not-ready`, `conference-alone`. */
  'conference.add': { params: callId, result: done },
  /** Takes it out again; it is then on hold. */
  'conference.remove': { params: callId, result: done },
  /** Hangs up on all members. */
  'conference.end': { params: nothing, result: done },

  'sound.list': { params: nothing, result: z.array(soundSchema) },
  /** A part of a WAV, base64, from `offset` on; with the last one (`offset` plus its bytes are `total`) the sound is there. Errors:
   *  `sound-name`, `sound-failed`, `wav-unreadable`. */
  'sound.put': {
    params: z.object({ name: soundName, offset: z.number().int().min(0), total: z.number().int().min(1).max(64 * 1024 * 1024), data: piece }),
    result: done,
  },
  'sound.remove': { params: z.object({ name: soundName }), result: done },

  /** Sends the peer to `target` and hangs up when that has worked (blind transfer, RFC 5589 6). Resolves when the REFER was
   *  accepted; `call.changed` tells the rest. */
  'call.transfer': { params: z.object({ id: z.string(), target: z.string().min(1).max(2048) }), result: done },
  /** Joins the peers of two calls of ours (attended transfer, RFC 5589 7: REFER with Replaces). */
  'call.transferTo': { params: z.object({ id: z.string(), otherId: z.string() }), result: done },
  /** Takes a call that rings at a contact (INVITE with Replaces, RFC 3891). */
  'call.pickUp': { params: z.object({ contactId: z.string() }), result: callSchema },
  /** INFO of any kind within the call (RFC 6086). */
  'call.info': { params: z.object({ id: z.string(), contentType: z.string().min(3).max(200), body: z.string().max(10_000) }), result: done },

  /** Sends a text (RFC 3428). Resolves when the message exists; `chat.changed` tells how it fared. */
  'chat.send': {
    params: z.object({ target: z.string().min(1).max(2048), text: z.string().min(1).max(10_000), accountId: z.string().optional() }),
    result: chatMessageSchema,
  },
  'chat.conversations': { params: nothing, result: z.array(conversationSchema) },
  /** Of one peer, newest first. */
  'chat.messages': {
    params: z.object({ peer: z.string(), beforeMs: z.number().optional(), limit: z.number().int().min(1).max(500) }),
    result: z.array(chatMessageSchema),
  },
  'chat.read': { params: z.object({ peer: z.string() }), result: done },
  'chat.remove': { params: z.object({ peer: z.string() }), result: done },

  'contact.save': { params: contactSchema, result: contactSchema },
  'contact.remove': { params: callId, result: done },
  /** Our own presence: published by the accounts that do so, and told to those who subscribe here. */
  'presence.set': { params: z.object({ status: presenceStatusSchema, note: z.string().max(200) }), result: done },

  /** `password` absent: unchanged; empty string: forgotten. */
  'account.save': { params: z.object({ account: accountSchema, password: z.string().max(512).optional() }), result: accountSchema },
  'account.remove': { params: callId, result: done },
  /** Registers once with these data and un-registers again; tells what the registrar said. Nothing is stored. */
  'account.test': { params: z.object({ account: accountSchema, password: z.string().max(512).optional() }), result: registrationSchema },

  /** Newest first. `before`: continue below this start time. */
  'history.list': {
    params: z.object({
      query: z.string().max(200).optional(),
      outcome: outcomeSchema.optional(),
      beforeMs: z.number().optional(),
      limit: z.number().int().min(1).max(500),
    }),
    result: z.array(callRecordSchema),
  },
  'history.get': { params: callId, result: callRecordSchema.nullable() },
  /** A part of a recording of this call (`recordings`, by its place there), base64, from `offset` on. Errors: `recording-gone`. */
  'history.recording': {
    params: z.object({ id: z.string(), index: z.number().int().min(0), offset: z.number().int().min(0) }),
    result: z.object({ total: z.number(), data: piece }),
  },
  'history.remove': { params: callId, result: done },
  'history.clear': { params: nothing, result: done },

  /** Messages and RTP bands of one call, live or stored, by Rung's call id. */
  'trace.call': {
    params: callId,
    result: z.object({ messages: z.array(tracedMessageSchema), media: z.array(mediaSpanSchema) }),
  },
  /** The same of all calls that went on at that time, as far as they are stored: where the other legs of this one are found. */
  'trace.around': {
    params: callId,
    result: z.object({ messages: z.array(tracedMessageSchema), media: z.array(mediaSpanSchema) }),
  },
  /** A part of the RTP that was kept of a call, a pcap file in base64, from `offset` on; `total` 0: none was. Error: `rtp-unreadable`. */
  'trace.rtp': {
    params: z.object({ id: z.string(), offset: z.number().int().min(0) }),
    result: z.object({ total: z.number(), data: piece }),
  },
  /** How the sound of a call was, live or stored; null: it had none. */
  'call.quality': { params: callId, result: qualitySeriesSchema.nullable() },
  /** The last messages on the wire, inside or outside calls, oldest first. */
  'trace.recent': { params: z.object({ limit: z.number().int().min(1).max(5000) }), result: z.array(tracedMessageSchema) },

  /** Stored messages that hold every word, newest first; what is typed is text, never a query language. */
  'trace.search': { params: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(500) }), result: z.array(foundMessageSchema) },
  /** All stored messages with this Call-ID, inside or outside calls. */
  'trace.dialog': {
    params: z.object({ callId: z.string().max(1000) }),
    result: z.object({ messages: z.array(tracedMessageSchema), media: z.array(mediaSpanSchema) }),
  },
  'trace.usage': { params: nothing, result: traceUsageSchema },
  /** Deletes the stored messages of no call. */
  'trace.clear': { params: nothing, result: traceUsageSchema },

  /** The session directory: what is announced by others and by us, and how listening goes. */
  'session.list': {
    params: nothing,
    result: z.object({
      sessions: z.array(announcedSessionSchema),
      groups: z.array(sapGroupStatusSchema),
      joined: z.array(joinedSessionSchema),
      keys: z.array(z.object({ name: z.string(), createdAtMs: z.number() })),
    }),
  },
  /** The origin (o=) that a new session of ours is to have. */
  'session.draft': {
    params: nothing,
    result: z.object({ origin: z.object({ user: z.string(), sessionId: z.string(), version: z.string(), address: z.string() }) }),
  },
  /** Announces a session from now on, also after a restart, or changes an own one: the version of its o= is then made higher where it is
   *  not. `ttl` and `interface` (one of our addresses, or a name) absent: as the settings say. Errors: `sdp-unreadable`, `session-foreign`, `session-too-large`, `session-no-interface`, `multicast-failed`,
   *  `session-key-gone`. `keyName`: only those who have this key can read it; its sound is encrypted then. */
  'session.announce': {
    params: z.object({ sdp: z.string().min(1).max(60_000), ttl: z.number().int().min(1).max(255).optional(), interface: z.string().max(100).optional(), keyName: sessionKeyName.optional() }),
    result: announcedSessionSchema,
  },
  /** Announces an own session no more, and tells the others so. Errors: `session-gone`. */
  /** A key for private sessions: whoever enters the same name and passphrase has the same. Errors: `session-key-exists`. */
  'session.keyAdd': { params: z.object({ name: sessionKeyName, passphrase: z.string().min(1).max(1000) }), result: done },
  /** To be given to those who are to read, hear and announce what is private: `rung://session-key?…`. Errors: `session-key-gone`. */
  'session.keyLink': { params: z.object({ name: sessionKeyName }), result: z.object({ link: z.string() }) },
  /** Takes such a link. Errors: `session-key-link`, `session-key-exists`. */
  'session.keyTake': { params: z.object({ link: z.string().max(2000) }), result: z.object({ name: z.string() }) },
  /** Errors: `session-key-used`. */
  'session.keyRemove': { params: z.object({ name: sessionKeyName }), result: done },
  'session.withdraw': { params: sessionId, result: done },
  /** Takes a session that is removed off the list; one that is running comes again when it is heard again. Errors: `session-gone`, `session-announced`. */
  'session.forget': { params: sessionId, result: done },
  /** `session.reminder` comes so many minutes before each time; null: none does. Errors: `session-gone`. */
  'session.remind': { params: sessionId.extend({ minutes: z.number().int().min(0).max(10_080).nullable() }), result: done },
  /** Listens to a session: one of the list, or one whose description is given. `interface` (name or address) absent: as the settings say. One that is
   *  joined already is given as it is. Errors: `session-gone`, `session-no-key`, `sdp-unreadable`, `session-not-audible`, `session-no-interface`,
   *  `multicast-failed`, `port-in-use`. */
  'session.join': {
    params: z.object({ id: z.string().max(2048).optional(), sdp: z.string().min(1).max(60_000).optional(), interface: z.string().max(100).optional() }),
    result: joinedSessionSchema,
  },
  'session.leave': { params: sessionId, result: done },
  /** The microphone into the session, until told otherwise or a call comes. Errors: `session-not-joined`, `session-listen-only`, `session-call-first`. */
  'session.talk': { params: sessionId.extend({ on: z.boolean() }), result: done },
  /** One source, here only. Errors: `session-not-joined`. */
  'session.mute': { params: sessionId.extend({ ssrc: z.number().int().min(0).max(0xffff_ffff), muted: z.boolean() }), result: done },
  /** Left what we say, right what is heard. Errors: `session-not-joined`, `record-failed`. */
  'session.record': { params: sessionId.extend({ on: z.boolean() }), result: done },

  /** Plays a sound into the session, where it may be talked in, until its end. Errors: `session-not-joined`, `session-listen-only`, `session-call-first`,
   *  `sound-gone`, `wav-unreadable`. */
  'session.play': { params: sessionId.extend({ sound: soundName }), result: done },
  'session.stopPlay': { params: sessionId, result: done },
  /** Calls somebody into a session, announced or joined: an INVITE with its description. When the call is confirmed, we are in it too. Errors: `session-gone`,
   *  `sdp-unreadable`, `session-not-audible`, and those of `call.dial`. */
  'session.invite': { params: sessionId.extend({ target: z.string().min(1).max(2048), accountId: z.string().optional() }), result: callSchema },

  'settings.save': { params: settingsSchema.partial(), result: settingsSchema },

  /** The UI's sound card: call with a rate when the page is ready to carry audio, with null when it no longer is. */
  'audio.attach': { params: z.object({ ready: z.boolean() }), result: done },
} as const;

export const events = {
  'call.changed': callSchema,
  /** The card of an ended call may go. */
  'call.removed': callId,
  /** About twice a second for each call with media. */
  'call.stats': z.object({ id: z.string(), stats: streamStatsSchema }),
  'call.dtmf': z.object({ id: z.string(), digit: z.string() }),
  'media.changed': mediaSpanSchema,
  'registration.changed': registrationSchema,
  'accounts.changed': z.array(accountSchema),
  'message.traced': tracedMessageSchema,
  'history.changed': z.object({ id: z.string().optional() }),
  'settings.changed': settingsSchema,
  'network.changed': networkStatusSchema,
  /** Open (rate in Hz, mono) or close (null) microphone and speaker, or change the rate. Int16: to the page 20 ms a frame, from it 5 ms. */
  'audio.wanted': z.object({ sampleRateHz: z.number().nullable() }),
  'chat.changed': chatMessageSchema,
  /** Messages were read or removed: ask again. */
  'chat.refresh': z.object({ peer: z.string(), unread: z.number() }),
  'contacts.changed': z.array(contactSchema),
  'contact.state': contactStateSchema,
  'mailbox.changed': mailboxSchema,
  'presence.changed': z.object({ status: presenceStatusSchema, note: z.string() }),
  /** At most once a second for each source. */
  'guard.dropped': guardReportSchema,
  'session.changed': announcedSessionSchema,
  /** It is no longer on the list. */
  'session.removed': sessionId,
  'session.groups': z.array(sapGroupStatusSchema),
  /** Twice a second for each session that is joined, and when something is changed. */
  'joined.changed': joinedSessionSchema,
  /** Left, or given up with an error. */
  'joined.ended': sessionId.extend({ error: rungErrorSchema.optional() }),
  'session.reminder': sessionId.extend({ startsAtMs: z.number() }),
  /** A link was opened (`sip:…`): put it into the dial field. It never dials by itself. */
  'dial.requested': z.object({ target: z.string() }),
  /** A session description that the desktop has opened; `content` has one character a byte. */
  'file.opened': z.object({ name: z.string().max(300), content: z.string().max(300_000) }),
  /** Something a person should know that belongs to no call and no account. */
  notice: rungErrorSchema,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = z.infer<Methods[M]['params']>;
export type Reply<M extends MethodName> = z.infer<Methods[M]['result']>;
export type Events = typeof events;
export type EventName = keyof Events;
export type EventData<E extends EventName> = z.infer<Events[E]>;

/** What the core offers to `serve()`: one function a method. */
export type Handlers = { [M in MethodName]: (params: Params<M>) => Promise<Reply<M>> | Reply<M> };

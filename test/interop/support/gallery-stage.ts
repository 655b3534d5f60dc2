/** Where the pages of the gallery are played: Kamailio, baresip and linphonec in a lab, our own phones, and a look at the wire. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createWorkerEngine } from '../../../src-main/media/engine/worker-engine.ts';
import { createDocument } from '../../../src-shared/capture/document.ts';
import { eventually } from './agent.ts';
import type { Page, Parties } from './gallery.ts';
import type { Kamailio } from './kamailio.ts';
import { startKamailio } from './kamailio.ts';
import { createLab } from './lab.ts';
import type { Lab } from './lab.ts';
import type { OwnPhone, OwnPhoneOptions } from './own-phone.ts';
import { openOwnPhone } from './own-phone.ts';
import { openWire } from './wire.ts';
import type { WireTrace } from './wire.ts';

/** A page, and how it is played. */
export type Show = (page: Page, happen: (stage: Stage) => Promise<void>) => void;

export interface PhoneOptions extends Partial<OwnPhoneOptions> {
  /** User at Kamailio; without one the phone belongs to nobody. */
  user?: string;
  password?: string;
  /** Its name on the page; default `rung`. */
  as?: string;
}

export interface Linphonec {
  uri: string;
  tell(...command: string[]): void;
  /** What its prompt has shown since it was last asked for on a page. */
  said(): string;
}

export interface Stage {
  readonly lab: Lab;
  readonly proxy: Kamailio;
  /** Direct URIs of the two phones; behind Kamailio they are 1002 and 1003. Both ring until they are told to answer. */
  readonly baresip: string;
  readonly linphonec: string;
  /** Curtain up: what came before is not on the page. */
  begin(): Promise<void>;
  /** Names an `address:port`. */
  name(endpoint: string, as: string): void;
  /** Whoever speaks from ports that have no name. */
  nameOthers(as: string): void;
  phone(options?: PhoneOptions): Promise<OwnPhone>;
  tellBaresip(...command: string[]): void;
  tellLinphonec(...command: string[]): void;
  /** Resolves when linphonec's prompt has shown this since the page began. */
  linphonecSaid(words: RegExp, times?: number): Promise<void>;
  /** A SIPp that is called, and its verdict when the scenario is over. */
  sipp(scenario: string, ...more: string[]): { uri: string; verdict: () => Promise<void> };
  /** A SIPp that calls, to the end of its scenario. */
  sippCalls(scenario: string, target: string, ...more: string[]): Promise<void>;
  /** Two further linphonecs, `linphonec` and `linphonec B` on their page, which answer by themselves. */
  pair(): { ann: Linphonec; ben: Linphonec };
  pause(seconds: number): Promise<void>;
  /** The page is not what passed the wire, but what this pcap file holds. */
  readFrom(file: string): void;
}

export interface Theatre {
  readonly stage: Stage;
  readonly parties: () => Parties;
  /** Before a page. */
  reset(): Promise<void>;
  read(): Promise<WireTrace>;
  /** The page that was read last as a pcap file; undefined where it did not come off the wire. */
  pcap(): Uint8Array | undefined;
  close(): Promise<void>;
}

export async function openTheatre(): Promise<Theatre> {
  const lab = createLab();
  const engine = createWorkerEngine();
  const wire = await openWire();
  const proxy = startKamailio(lab, 'presence', 'tls');
  lab.run('baresip/start.sh', lab.folder, '1002', `kam=${proxy.file}`, 'codecs=PCMA,PCMU', 'answer=manual', `peer=${proxy.uri('1001')}`);
  lab.run('linphone/start.sh', lab.folder, '1003', `kam=${proxy.file}`, 'codecs=PCMA,PCMU', 'answer=manual', `src=${lab.reference('speechB')}`);
  const baresip = (lab.env('1002')['BS_URI'] ?? '');
  const linphonec = (lab.env('1003')['LP_URI'] ?? '');
  const say = lab.reference('speechB').replace('.wav', '.ul');
  const hostOf = (uri: string): string => uri.slice(uri.indexOf('@') + 1);
  const printed = (): string => readFileSync(join(lab.folder, '1003.log'), 'latin1');
  let known = new Map<string, string>();
  let others: string | undefined;
  let saidBefore = 0;
  let file: string | undefined;

  function linphonecCalled(name: string, as: string): Linphonec {
    if (!existsSync(join(lab.folder, `${name}.env`))) lab.run('linphone/start.sh', lab.folder, name, `kam=${proxy.file}`, 'codecs=PCMA,PCMU', `src=${lab.reference('speechB')}`);
    const uri = lab.env(name)['LP_URI'] ?? '';
    known.set(hostOf(uri), as);
    for (const [endpoint, party] of known) if (party === as && endpoint !== hostOf(uri)) known.delete(endpoint);
    const log = (): string => readFileSync(join(lab.folder, `${name}.log`), 'latin1');
    const before = log().length;
    return { uri, tell: (...command) => void lab.run('linphone/ctl.sh', lab.folder, name, ...command), said: () => log().slice(before) };
  }

  const stage: Stage = {
    lab, proxy, baresip, linphonec,
    begin: wire.mark,
    name: (endpoint, as) => void known.set(endpoint, as),
    nameOthers: (as) => void (others = as),
    async phone({ user, password = 'labpass', as = 'rung', ...rest } = {}) {
      const identity = user === undefined ? {} : { identity: { displayName: '', uri: proxy.uri(user), routes: [], contactUser: user, credentials: { user, password } } };
      const opened = await openOwnPhone({ engine, ...identity, ...rest });
      known.set(opened.address, as);
      onTestFinished(() => opened.close());
      return opened;
    },
    tellBaresip: (...command) => void lab.run('baresip/ctl.sh', lab.folder, '1002', ...command),
    tellLinphonec: (...command) => void lab.run('linphone/ctl.sh', lab.folder, '1003', ...command),
    linphonecSaid: (words, times = 1) => eventually(
      () => [...printed().slice(saidBefore).matchAll(new RegExp(words, 'g'))].length >= times, () => `${words}\n${printed().slice(saidBefore)}`,
    ),
    sipp(scenario, ...more) {
      const tag = `gallery-${scenario}`;
      const uri = lab.run('sipp/uas.sh', lab.folder, scenario, `tag=${tag}`, 't=40', `ulaw=${say}`, ...more).trim().split('\n').at(-1) ?? '';
      known.set(hostOf(uri), 'sipp');
      return {
        uri,
        async verdict() {
          expect(await lab.attemptAsync('sipp/result.sh', lab.folder, tag, '30')).toMatchObject({ code: 0 });
        },
      };
    },
    async sippCalls(scenario, target, ...more) {
      others = 'sipp';
      expect(await lab.attemptAsync('sipp/uac.sh', lab.folder, scenario, target, ...more)).toMatchObject({ code: 0 });
    },
    pair: () => ({ ann: linphonecCalled('1005', 'linphonec'), ben: linphonecCalled('1006', 'linphonec B') }),
    pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    readFrom: (path) => void (file = path),
  };

  return {
    stage,
    read: () => (file === undefined ? wire.read() : Promise.resolve(ofFile(file))),
    pcap: () => (file === undefined ? wire.pcap() : undefined),
    parties: () => ({ known, others }),
    async reset() {
      known = new Map([[proxy.domain, 'kamailio'], [hostOf(baresip), 'baresip'], [hostOf(linphonec), 'linphonec']]);
      others = undefined;
      file = undefined;
      saidBefore = printed().length;
      await wire.mark();
    },
    async close() {
      wire.close();
      await engine.close();
      lab.stop();
    },
  };
}

function ofFile(path: string): WireTrace {
  const capture = createDocument();
  capture.push(readFileSync(path));
  const finished = capture.finish();
  if (!finished.ok) throw new Error(finished.error.message);
  return { messages: capture.messages(), media: capture.media() };
}

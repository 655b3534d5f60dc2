/** The triangle of a transfer with two real phones, baresip and linphonec, and ours as transferor, transferee and target: whoever is left
 *  hears the right speech. What baresip and linphonec cannot do (Replaces; naming a port) is said in docs/ladders by who takes which role. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorkerEngine } from '../../src-main/media/engine/worker-engine.ts';
import type { MediaEngine } from '../../src-main/media/engine-port.ts';
import { eventually } from './support/agent.ts';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { OwnCall, OwnPhone } from './support/own-phone.ts';
import { openOwnPhone } from './support/own-phone.ts';

const absent = missing('kamailio', 'baresip', 'linphonec', 'sox', 'espeak-ng', 'nc', 'jq', '/usr/bin/python3');
/** The scorer wants some speech; seconds. */
const TALK_S = 6;

describe.skipIf(absent.length > 0)(`a transfer among three${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let proxy: Kamailio;
  let engine: MediaEngine;
  let baresip: string;
  let linphonec: string;

  beforeAll(() => {
    lab = createLab();
    engine = createWorkerEngine();
    proxy = startKamailio(lab);
    lab.run('baresip/start.sh', lab.folder, '1002', `kam=${proxy.file}`, 'codecs=PCMA,PCMU', `src=${lab.reference('speechA')}`);
    lab.run('linphone/start.sh', lab.folder, '1003', `kam=${proxy.file}`, 'codecs=PCMA,PCMU', `src=${lab.reference('speechB')}`);
    baresip = lab.env('1002')['BS_URI'] ?? '';
    linphonec = lab.env('1003')['LP_URI'] ?? '';
  });
  afterAll(async () => {
    await engine.close();
    lab.stop();
  });

  const tellBaresip = (...command: string[]): void => void lab.attempt('baresip/ctl.sh', lab.folder, '1002', ...command);
  const tellLinphonec = (...command: string[]): void => void lab.attempt('linphone/ctl.sh', lab.folder, '1003', ...command);

  async function phone(record?: string): Promise<OwnPhone> {
    const opened = await openOwnPhone({ engine, ...(record === undefined ? {} : { record: join(lab.folder, record) }) });
    onTestFinished(async () => {
      await opened.close();
      tellBaresip('hangup');
      tellLinphonec('terminate all');
    });
    return opened;
  }

  /** Goes where it is sent, and tells how that was. */
  function obliging(own: OwnPhone): OwnCall[] {
    const made: OwnCall[] = [];
    own.ua.onRefer = (incoming) => {
      const progress = incoming.accept();
      const call = own.call(incoming.target, { replaces: incoming.replaces, referredBy: incoming.referredBy });
      made.push(call);
      void call.confirmed.then(() => progress.tell(200, 'OK'));
    };
    return made;
  }

  async function talkFor(call: OwnCall | undefined): Promise<void> {
    await call?.talk();
    await new Promise((resolve) => setTimeout(resolve, TALK_S * 1000));
  }

  function expectSpeech(reference: string, file: string): void {
    const score = lab.score('speech', lab.reference(reference), file, '--loop');
    expect(score.ok, score.text).toBe(true);
  }

  it('we send baresip to linphonec: it hears linphonec', { retry: 1 }, async () => {
    const own = await phone();
    const call = own.call(baresip);
    await call.confirmed;
    // It names its recordings by the second.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const told: string[] = [];
    const asked = await own.ua.refer({ within: call.session, referTo: linphonec }, { onProgress: ({ status }) => void told.push(String(status)), onEnd: ({ status }) => void told.push(`end ${status}`) });
    expect(asked.ok ? '' : asked.error.message).toBe('');
    await eventually(() => told.at(-1)?.startsWith('end') ?? false, () => told.join());
    expect(told.at(-1)).toBe('end 200');
    await call.end();
    await new Promise((resolve) => setTimeout(resolve, TALK_S * 1000));
    tellLinphonec('terminate all');
    // baresip writes the file's head a moment after the call.
    await eventually(() => lab.score('speech', lab.reference('speechB'), lab.baresipHeard('1002'), '--loop').ok, () => lab.baresipHeard('1002'), 5);
  });

  it('baresip sends us to linphonec: we hear linphonec', { retry: 1 }, async () => {
    const own = await phone('transferee');
    const made = obliging(own);
    await own.call(baresip).confirmed;
    tellBaresip('transfer', linphonec);
    await eventually(() => made.length > 0, () => own.log.join('\n'));
    await talkFor(made[0]);
    await made[0]?.end();
    expectSpeech('speechB', join(lab.folder, 'transferee-2.wav'));
  });

  it('linphonec sends baresip to us: we hear baresip', { retry: 1 }, async () => {
    const own = await phone('target');
    tellBaresip('dial', proxy.uri('1003'));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    tellLinphonec('transfer', `sip:rung@${own.address}`);
    await eventually(() => own.incoming.length > 0, () => own.log.join('\n'));
    await talkFor(own.incoming[0]);
    await own.incoming[0]?.end();
    expectSpeech('speechA', join(lab.folder, 'target-1.wav'));
  });
});

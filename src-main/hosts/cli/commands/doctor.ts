/** `rung doctor`: tries what a call needs, on this machine, and says what to do where something is missing. */
import { accessSync, constants, existsSync } from 'node:fs';
import { createNodeResolver } from '../../../net/dns.ts';
import { createNodeNetwork } from '../../../net/network.ts';
import { dataDirectory, makeDirectory } from '../../../store/data-dir.ts';
import type { Given } from '../arguments.ts';
import { printLine } from '../reporter.ts';
import { EXIT } from '../usage-error.ts';
import { electronBinary, hasDisplay } from './app.ts';

interface Finding {
  check: string;
  ok: boolean;
  /** What was found; where it is not well, what to do. */
  text: string;
}

export async function doctor(given: Given): Promise<number> {
  const findings = [node(), electron(), display(), interfaces(), await sipPort('udp'), await sipPort('tcp'), await rtpPorts(), await names(), database(), audio()];
  for (const finding of findings) {
    if (given.has('json')) printLine(finding);
    else process.stdout.write(`${finding.ok ? 'ok  ' : 'NO  '}${finding.check.padEnd(12)}${finding.text}\n`);
  }
  return findings.filter((finding) => REQUIRED.has(finding.check)).every((finding) => finding.ok) ? EXIT.done : EXIT.failed;
}

/** Without these there is no call; the others have a substitute. */
const REQUIRED = new Set(['node', 'interfaces', 'rtp', 'database']);

function node(): Finding {
  return { check: 'node', ok: Number(process.versions.node.split('.')[0]) >= 24, text: `Node ${process.versions.node}` };
}

function electron(): Finding {
  const path = electronBinary();
  return { check: 'electron', ok: path !== undefined, text: path ?? 'not on this machine; "npm start" fetches it, or serves the web host' };
}

function display(): Finding {
  return { check: 'display', ok: hasDisplay(), text: hasDisplay() ? 'there is one' : 'none; use "rung web" and a browser' };
}

function interfaces(): Finding {
  const found = createNodeNetwork().interfaces();
  const text = found.map((entry) => `${entry.interface} ${entry.address}`).join(', ');
  return { check: 'interfaces', ok: found.length > 0, text: text || 'no network interface with an address' };
}

async function sipPort(transport: 'udp' | 'tcp'): Promise<Finding> {
  const network = createNodeNetwork();
  const at = { address: '0.0.0.0', port: 5060 };
  const opened = transport === 'udp' ? await network.bindUdp(at) : await network.listenTcp(at);
  if (opened.ok) await opened.value.close();
  return { check: `sip ${transport}`, ok: opened.ok, text: opened.ok ? 'port 5060 is free' : `${opened.error.message} Rung takes another port then.` };
}

async function rtpPorts(): Promise<Finding> {
  const opened = await createNodeNetwork().bindUdp({ address: '127.0.0.1', port: 0 });
  if (opened.ok) await opened.value.close();
  return { check: 'rtp', ok: opened.ok, text: opened.ok ? 'UDP ports can be opened' : opened.error.message };
}

async function names(): Promise<Finding> {
  const found = await createNodeResolver().lookup('localhost');
  return { check: 'dns', ok: found.ok, text: found.ok ? `localhost is ${found.value.join(', ')}` : found.error.message };
}

function database(): Finding {
  const folder = dataDirectory();
  try {
    makeDirectory(folder);
    accessSync(folder, constants.W_OK);
    return { check: 'database', ok: true, text: folder };
  } catch (error) {
    return { check: 'database', ok: false, text: `${(error as Error).message}; set RUNG_DATA_DIR to a folder that can be written` };
  }
}

function audio(): Finding {
  const devices = process.platform !== 'linux' || existsSync('/dev/snd');
  return { check: 'audio', ok: devices, text: devices ? 'devices are chosen in the app' : 'no sound device here; calls work with silence, files and tones' };
}

/** Documents as servers send them. */
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

/** RFC 4480 4, shortened. */
export const RPID_EXAMPLE = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
    xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="pres:someone@example.com">
  <tuple id="bs35r9">
    <status><basic>open</basic></status>
    <dm:deviceID>urn:device:0003ba4811e3</dm:deviceID>
    <rpid:relationship><rpid:self/></rpid:relationship>
    <contact priority="0.8">im:someone@mobile.example.net</contact>
    <note xml:lang="en">Don't Disturb &amp; please!</note>
    <timestamp>2005-10-27T16:49:29Z</timestamp>
  </tuple>
  <dm:person id="p1">
    <rpid:activities from="2005-05-30T12:00:00+05:00" until="2005-05-30T17:00:00+05:00">
      <rpid:note>Far away</rpid:note>
      <rpid:away/>
    </rpid:activities>
  </dm:person>
</presence>`;

export function dialogInfo(version: number, state: 'full' | 'partial', dialogs: string): Uint8Array {
  return utf8Bytes(`<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}" entity="sip:bob@example.com">
${dialogs}
</dialog-info>`);
}

export function dialog(id: string, state: string, more = ''): string {
  return `<dialog id="${id}" ${more}><state>${state}</state></dialog>`;
}

/** As a PBX tells of an extension that rings. */
export const RINGING = `
  <dialog id="as7d900as8" call-id="a84b4c76e66710" local-tag="1928301774" remote-tag="456887766" direction="recipient">
    <state>early</state>
    <local><identity>sip:bob@example.com</identity><target uri="sip:bob@192.0.2.2:5060"/></local>
    <remote><identity display="Alice &lt;A.&gt;">sip:alice@example.com</identity><target uri="sip:alice@192.0.2.1:5060"><param pname="+sip.rendering" pval="yes"/></target></remote>
  </dialog>`;

import { expect, it } from 'vitest';
import { devicePlan } from '../../../src-main/calls/call-media.ts';
import { continuedPlan } from '../../../src-main/calls/continued-plan.ts';

it.each([
  ['/tmp/talk.wav', '/tmp/talk-2.wav'],
  ['/tmp/talk-2.wav', '/tmp/talk-3.wav'],
  ['/tmp/a.b/talk', '/tmp/a.b/talk-2'],
  ['talk-9.wav', 'talk-10.wav'],
  ['/tmp/room-12/talk.wav', '/tmp/room-12/talk-2.wav'],
])('the recording %s goes on in %s', (path, next) => {
  expect(continuedPlan({ ...devicePlan, records: [{ path, form: 'stereo' }] }).records).toEqual([{ path: next, form: 'stereo' }]);
});

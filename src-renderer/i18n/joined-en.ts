/** Listening to a session, in English. */
export const joinedEn = {
  joined: {
    title: 'Joined: {name}', listening: 'listening', silent: 'silent', join: 'Join', joining: 'Joining …', interface: 'Interface to join on', interfaceAuto: 'As in the settings', leave: 'Leave', leaveOf: 'Leave {name}',
    talk: 'Hold to talk', talking: 'Talking', talkHint: 'Held: you are heard as long as you hold it (mouse, Space, Enter). Pressed shortly: until pressed again.', onlyListen: 'for listening only',
    mute: 'Mute {name}', level: 'Level of {name}', sources: 'Who is heard', nobody: 'Nobody is heard yet.', place: '{group} on {interface}', figures: '{codec}, {loss} lost, {jitter} ms jitter',
    failed: '{group} cannot be received.', mutedByCall: 'Silent while a call goes on.', notAudio: 'There is no sound in it that could be joined.',
  },
};

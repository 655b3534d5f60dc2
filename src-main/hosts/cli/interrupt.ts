/** SIGINT and SIGTERM end things properly; a second SIGINT ends the process at once. Gives the way to stop listening. */
export function onInterrupt(act: () => void): () => void {
  let asked = false;
  const handle = (): void => {
    if (asked) process.exit(130);
    asked = true;
    act();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

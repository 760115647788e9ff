import { trace } from './link.ts';
import { useRequests } from './requests.ts';

const quietly = (): undefined => undefined;

let holders = 0;
let stop: () => void = quietly;

/** Lets the worker trace for as long as anybody wants to see requests, with each new cluster again. Returns what gives up one's own wish. */
export function holdTrace(): () => void {
  if (holders++ === 0) stop = listen();
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    if (--holders === 0) stop();
  };
}

function listen(): () => void {
  const begin = (): void => { trace(true).then(useRequests.getState().takeBacklog, quietly); };
  begin();
  const leave = useRequests.subscribe((state, before) => { if (state.loads !== before.loads) begin(); });
  return () => {
    leave();
    trace(false).catch(quietly);
  };
}

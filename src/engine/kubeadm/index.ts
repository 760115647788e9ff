export { addOns } from './add-ons.ts';
export { controlPlaneImages, nodeImages } from './components.ts';
export { addressOfHead, controlPlanePods } from './control-plane.ts';
export { RunningComponents } from './running-components.ts';

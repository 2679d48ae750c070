/**
 * Made from kernel.wat by scripts/_kernel.ts: the compiled kernel. Do not edit.
 *
 * @module
 */
export const kernelBase64: string = [
  "AGFzbQEAAAABEANgAAF/YAAAYAR/f39/AX8CEgEGa2VybmVsBm1lbW9yeQIAAQMEAwABAgYLAn8BQQALfwFBAAsHGQMGcHJlZml4",
  "AAAFcmVzZXQAAQRmaW5kAAIKdAMEACMBCwYAQQAkAAtmAQR/IwAhBAJAA0AgACABTw0BIAAtAAAhBSAFLQAAIQYgBCAFLQCAAnQg",
  "BnIhBCAEIAJzIANsQRB2IQcgBy0AgAQEQCAGBEAgBCQAIAckASAADwsLIABBAWohAAwACwsgBCQAQX8L",
].join("");

/** One call to AWS as it was asked and answered, for whoever wants to check it. */
export interface WireCall {
  service: string;
  operation: string;
  caller: string;
  requestMethod: string;
  /** The path with its query. */
  requestUrl: string;
  requestHeaders: Readonly<Record<string, string>>;
  requestBody: string;
  status: number;
  responseHeaders: Readonly<Record<string, string>>;
  responseBody: string;
}

export type Witness = (call: WireCall) => void;

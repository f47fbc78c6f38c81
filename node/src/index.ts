/**
 * Xero Custom Connections from programs: tokens, limits, retries and exact values.
 *
 * The calls of {@link Client} block, those of {@link AsyncClient} are awaited. {@link DemoCompany} simulates Xero, for
 * tests and first steps. {@link models} has the types and classes of all records, and {@link resources} the types of all
 * resources.
 *
 * @packageDocumentation
 */

export { models } from "./api/models.js";
export type * as resources from "./api/types.js";
export { type Auth, Token } from "./auth.js";
export { BatchResult } from "./batch.js";
export { type Check, CheckReport } from "./check.js";
export { AsyncClient, Client, type ClientOptions } from "./client.js";
export type { OperationInfo, RateLimitState } from "./client-base.js";
export { type DemoClock, DemoCompany, type DemoFaults, type DemoJournal, type DemoLimits } from "./demo.js";
export type {
  ConnectionChange,
  ConsentRequest,
  ConsentResponse,
  DemoConnection,
  DemoOptions,
  DemoOrganisation,
  Fault,
  LimitChanges,
  LockDates,
  NewConnection,
  RecordedRequest,
  Violation,
} from "./demo-types.js";
export type {
  AsyncDemoWebhooks,
  Delivery,
  DeliveryReport,
  DemoWebhooks,
  IntentCheck,
  ReceiverOptions,
  WebhookState,
} from "./demo-webhooks.js";
export {
  ApiError,
  ArgumentError,
  AuthError,
  CancelledError,
  ClosedError,
  ConfigError,
  ConflictError,
  ConnectError,
  CustomConnectionInactiveError,
  DailyLimitError,
  DeadlineError,
  DecodeError,
  InvalidClientError,
  InvalidScopeError,
  type Issue,
  MissingScopeError,
  NotFoundError,
  type Outcome,
  PayloadTooLargeError,
  PermissionDeniedError,
  PreconditionFailedError,
  RateLimitError,
  ResponseTooLargeError,
  ServerError,
  TimeoutError,
  TlsError,
  TransportError,
  UnavailableError,
  ValidationError,
  WebhookSignatureError,
  XeroError,
  type XeroErrorData,
} from "./errors.js";
export type {
  Event,
  LimitWaitEvent,
  PageEvent,
  RequestEvent,
  RetryEvent,
  TokenEvent,
  WaitingEvent,
  WarningEvent,
} from "./events.js";
export type {
  AsyncByteSink,
  ByteSink,
  DownloadTo,
  FileInput,
  FileOutput,
  InMemory,
  WritableByteStream,
} from "./files.js";
export { F, type Field, Filter, type FilterValue } from "./filters.js";
export type {
  Account,
  AccountParams,
  BankTransaction,
  BankTransactionParams,
  Contact,
  ContactParams,
  CreditNote,
  CreditNoteParams,
  Invoice,
  InvoiceParams,
  Item,
  ItemParams,
  LineItem,
  LineItemParams,
  ManualJournal,
  ManualJournalParams,
  Organisation,
  Payment,
  PaymentParams,
  PurchaseOrder,
  PurchaseOrderParams,
  Quote,
  QuoteParams,
  Report,
} from "./models/accounting.js";
export type {
  AsyncCallOptions,
  CallOptions,
  LimitPolicy,
  Mode,
  OptionsOf,
  ParametersOrOptions,
  Priority,
  QueryValue,
  ResultOf,
  Retry,
  SharedOptions,
  Timeout,
} from "./options.js";
export { AsyncPager, type CollectOptions, type FetchEstimate, Page, Pager, type PagerOf } from "./pager.js";
export {
  type DecimalInput,
  type OneOrSeveral,
  type RecordParams,
  type SaveResult,
  type Several,
  type XeroNames,
  xeroNames,
} from "./params.js";
export { type Raw, type RawBody, type RawMethod, type RawParameters, RawResponse } from "./raw.js";
export type {
  JsonObject,
  PlainRecord,
  PlainValue,
  RecordClass,
  RecordField,
  XeroRecord,
} from "./records.js";
export type { SecretFunction } from "./secret.js";
export {
  Decimal,
  type DecimalLike,
  type Meta,
  type NewerValue,
  type PlainDate,
  type RateLimitHeaders,
} from "./values.js";
export * as webhooks from "./webhooks.js";

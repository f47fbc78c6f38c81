/**
 * What depends on whether the package's files are installed or in a bundle. The build writes the code of both forms, and
 * takes the platforms from the targets in package.json.
 */

/** Loads the addon of a platform, or tells each reason why it could not. */
export type AddonLoader = (onFailure: (reason: unknown) => void) => unknown;

/** By platform, such as `linux-x64-gnu`. */
export declare const ADDONS: Readonly<Record<string, AddonLoader>>;

/** The folder of the package's code; nothing in a bundle, whose one file has the user's code too. */
export declare const FOLDER: string | undefined;

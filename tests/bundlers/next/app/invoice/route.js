import { report } from "../../../program.mjs";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await report());
}

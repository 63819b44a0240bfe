import { registerCases } from "./register_cases.ts";

registerCases({ part: 1, of: 4 });

import { registerCases } from "./register_cases.ts";

registerCases({ part: 4, of: 4 });

#pragma once

namespace cartograf {

// Compilers have them as an extension, and would say so at every use.
__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

}  // namespace cartograf

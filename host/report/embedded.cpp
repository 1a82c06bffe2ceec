#include "host/report/embedded.hpp"

// The assembler reads the files: compilers are slow with literals of megabytes.
#define CARTOGRAF_EMBED(symbol, file)                                                          \
  asm(".pushsection .rodata\n"                                                                 \
      ".global cartograf_" #symbol                                                             \
      "_begin\n"                                                                               \
      ".global cartograf_" #symbol                                                             \
      "_end\n"                                                                                 \
      "cartograf_" #symbol                                                                     \
      "_begin:\n"                                                                              \
      ".incbin \"" file                                                                        \
      "\"\n"                                                                                   \
      "cartograf_" #symbol                                                                     \
      "_end:\n"                                                                                \
      ".byte 0\n"                                                                              \
      ".popsection\n");                                                                        \
  extern "C" {                                                                                 \
  extern const char cartograf_##symbol##_begin[];                                              \
  extern const char cartograf_##symbol##_end[];                                                \
  }                                                                                            \
  namespace cartograf::embedded {                                                              \
  std::string_view symbol() { return {cartograf_##symbol##_begin, cartograf_##symbol##_end}; } \
  }

CARTOGRAF_EMBED(plotly_script, CARTOGRAF_PLOTLY_SCRIPT)
CARTOGRAF_EMBED(plotly_license, CARTOGRAF_PLOTLY_LICENSE)
CARTOGRAF_EMBED(page_style, CARTOGRAF_REPORT_DIR "/page.css")
CARTOGRAF_EMBED(page_errors_script, CARTOGRAF_REPORT_DIR "/page_errors.js")
CARTOGRAF_EMBED(page_swarm_script, CARTOGRAF_REPORT_DIR "/page_swarm.js")
CARTOGRAF_EMBED(page_tabs_script, CARTOGRAF_REPORT_DIR "/page_tabs.js")
CARTOGRAF_EMBED(page_script, CARTOGRAF_REPORT_DIR "/page.js")

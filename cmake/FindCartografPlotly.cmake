# Sets CARTOGRAF_PLOTLY_SCRIPT and CARTOGRAF_PLOTLY_LICENSE: plotly.js, which host/report embeds into the library.
# CARTOGRAF_PLOTLY_ROOT names a folder with both; scripts/setup.sh makes one from the pinned PyPI package.
set(CARTOGRAF_PLOTLY_ROOT "${PROJECT_SOURCE_DIR}/third_party/plotly" CACHE PATH "Folder with plotly.min.js and LICENSE.txt")
find_file(CARTOGRAF_PLOTLY_SCRIPT NAMES plotly.min.js HINTS "${CARTOGRAF_PLOTLY_ROOT}" NO_DEFAULT_PATH)
find_file(CARTOGRAF_PLOTLY_LICENSE NAMES LICENSE.txt HINTS "${CARTOGRAF_PLOTLY_ROOT}" NO_DEFAULT_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CartografPlotly REQUIRED_VARS CARTOGRAF_PLOTLY_SCRIPT CARTOGRAF_PLOTLY_LICENSE
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or give -DCARTOGRAF_PLOTLY_ROOT")

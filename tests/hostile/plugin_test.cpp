// A store says which filter it needs, and HDF5 would run the code of a plugin of that number.
#include <hdf5.h>
#include <stdlib.h>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Plugin : public Cli {
 protected:
  Plugin() {
    make_store();
    setenv("HDF5_PLUGIN_PATH", CARTOGRAF_PLUGINS, 1);
    ask_for_filter();
  }
  ~Plugin() override {
    unsetenv("HDF5_PLUGIN_PATH");
    unsetenv("CARTOGRAF_HDF5_PLUGINS");
  }

  /// /features in one chunk that passed the filter, which changes nothing.
  void ask_for_filter() const {
    const hid_t file = H5Fopen((folder_ / "s.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), old = H5Dopen2(file, "features", H5P_DEFAULT);
    const hid_t space = H5Dget_space(old), type = H5Dget_type(old), creation = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t extent[2] = {};
    H5Sget_simple_extent_dims(space, extent, nullptr);
    std::vector<char> values(extent[0] * extent[1] * H5Tget_size(type));
    ASSERT_GE(H5Dread(old, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Dclose(old);
    ASSERT_GE(H5Ldelete(file, "features", H5P_DEFAULT), 0);
    H5Pset_chunk(creation, 2, extent);
    H5Pset_filter(creation, 32004, H5Z_FLAG_OPTIONAL, 0, nullptr);
    const hid_t dataset = H5Dcreate2(file, "features", type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    const hsize_t start[2] = {};
    ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, start, values.size(), values.data()), 0);
    H5Dclose(dataset);
    H5Pclose(creation);
    H5Tclose(type);
    H5Sclose(space);
    ASSERT_GE(H5Fclose(file), 0);
  }
};

TEST_F(Plugin, IsNotLoadedUnasked) {
  fails(2, {"export", "s.h5", "-o", "e.csv"}, {"/features is compressed by the filter 'traced' (number 32004)", "set CARTOGRAF_HDF5_PLUGINS=1"});
  EXPECT_FALSE(exists("trace"));
}

TEST_F(Plugin, IsLoadedWhenAsked) {
  setenv("CARTOGRAF_HDF5_PLUGINS", "1", 1);
  succeeds({"export", "s.h5", "-o", "e.csv"});
  EXPECT_TRUE(exists("trace"));
}

}  // namespace
}  // namespace testing_cli

#include "io/hdf5/shared_rows.hpp"

#include <utility>

#include "kernels/base/error.hpp"

namespace cartograf::hdf5 {
namespace {

#ifdef CARTOGRAF_MPI

void by_all_ranks(hid_t access, const std::string& where) { check(H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL), where, "open for all ranks"); }

void together_or_not(hid_t transfer, bool together, const std::string& where) {
  check(H5Pset_dxpl_mpio(transfer, together ? H5FD_MPIO_COLLECTIVE : H5FD_MPIO_INDEPENDENT), where, "write by all ranks");
}

#else

void by_all_ranks(hid_t, const std::string& where) { throw Error(where + ": several processes write it, and this build of cartograf knows nothing of MPI"); }

void together_or_not(hid_t, bool, const std::string&) {}

#endif

}  // namespace

SharedRows::SharedRows(const std::filesystem::path& path, const std::vector<RowDataset>& forms, const Compression& compression, std::string where)
    : where_(std::move(where)), together_(static_cast<bool>(compression)) {
  prepare();
  const Handle access = file_access(where_);
  by_all_ranks(access.get(), where_);
  file_ = checked(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get()), H5Fclose, where_, "open");
  transfer_ = checked(H5Pcreate(H5P_DATASET_XFER), H5Pclose, where_, "create a property list");
  together_or_not(transfer_.get(), together_, where_);
  for (const RowDataset& form : forms) {
    Handle opened = checked(H5Dopen2(file_.get(), form.path.c_str(), H5P_DEFAULT), H5Dclose, where_, ("open /" + form.path).c_str());
    datasets_.push_back({Handle(H5Tcopy(form.type.get()), H5Tclose), std::move(opened), form.matrix ? 2 : 1, form.row_elements});
  }
}

void SharedRows::write(std::size_t dataset, std::uint64_t first, std::uint64_t n, const void* rows) {
  const Dataset& to = datasets_.at(dataset);
  const Handle place = checked(H5Dget_space(to.opened.get()), H5Sclose, where_, "look at a dataset");
  const hsize_t begin[2] = {first, 0}, count[2] = {n > 0 ? n : 1, to.row_elements};
  const Handle memory = checked(H5Screate_simple(to.n_dimensions, count, nullptr), H5Sclose, where_, "create a dataspace");
  if (n > 0) {
    check(H5Sselect_hyperslab(place.get(), H5S_SELECT_SET, begin, nullptr, count, nullptr), where_, "select rows");
  } else {
    check(H5Sselect_none(place.get()), where_, "select rows");
    check(H5Sselect_none(memory.get()), where_, "select rows");
  }
  const char nothing = 0;
  check(H5Dwrite(to.opened.get(), to.type.get(), memory.get(), place.get(), transfer_.get(), n > 0 ? rows : &nothing), where_, "write");
}

void SharedRows::close() {
  for (Dataset& one : datasets_) {
    if (!one.opened.reset()) fail(where_, "close a dataset");
  }
  if (!file_.reset()) fail(where_, "write");
}

}  // namespace cartograf::hdf5

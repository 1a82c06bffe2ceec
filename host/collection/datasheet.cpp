#include "host/collection/datasheet.hpp"

#include "host/collection/croissant.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

std::string stores_text(const Manifest& manifest) {
  std::string text = "| file | space | convention | families | rows | columns | type | size |\n|---|---|---|---|---:|---:|---|---:|\n";
  for (const ManifestStore& one : manifest.stores) {
    text += "| `" + one.file + "` | " + one.space + " | " + one.convention + " | " + listed(one.families) + " | " + grouped(one.rows) + " | " + grouped(one.columns) + " | " +
            one.dtype + ", " + one.compression + " | " + bytes_text(static_cast<double>(one.bytes)) + " |\n";
  }
  return text;
}

std::string left_out_text(const Manifest& manifest) {
  if (manifest.left_out.empty()) return {};
  std::string text = "\nLeft out, since they have too many architectures to be written here:\n\n";
  for (const LeftOutSpace& one : manifest.left_out) {
    text += "* " + one.space + ", " + architectures_text(one.architectures) + " architectures\n";
  }
  return text;
}

}  // namespace

std::string citation(const std::string& cartograf_version) {
  return "@software{cartograf,\n"
         "  title = {cartograf: graph features of neural architecture search spaces, and predictors on them},\n"
         "  author = {{The cartograf authors}},\n"
         "  version = {" +
         cartograf_version +
         "}\n"
         "}\n"
         "@inproceedings{kadlecova2024surprisingly,\n"
         "  title = {Surprisingly Strong Performance Prediction with Neural Graph Features},\n"
         "  author = {Kadlecov\\'{a}, Gabriela and Lukasik, Jovita and Pil\\'{a}t, Martin and Vidnerov\\'{a}, Petra and Safari, Mahmoud and Neruda, Roman and Hutter, Frank},\n"
         "  booktitle = {Forty-first International Conference on Machine Learning},\n"
         "  year = {2024}\n"
         "}\n";
}

std::string datasheet(const Manifest& manifest, const std::vector<std::shared_ptr<const SearchSpace>>& spaces) {
  std::string text =
      std::string(kDatasheetTitle) +
      "\n"
      "Written by cartograf " +
      manifest.cartograf_version + "; the definitions of the features are of version " + std::to_string(manifest.definitions_version) +
      ".\n"
      "The questions are those of \"Datasheets for Datasets\" (Gebru et al., Communications of the ACM 64(12), 2021).\n\n"
      "## Motivation\n\n"
      "Predictors of accuracy and latency, and searches, see an architecture as numbers. Here are such numbers of every architecture of\n"
      "whole search spaces: counts of operations, lengths of paths, degrees of nodes, so that nobody has to compute them again and papers\n"
      "can name exactly the data that they used.\n\n"
      "## Composition\n\n"
      "A row is an architecture, a column a feature; no row is left out, none stands there twice, there are no missing values and no\n"
      "labels. Nothing is about people. There are no splits.\n\n" +
      stores_text(manifest) + "\nThe spaces:\n\n";
  for (const auto& space : spaces) text += "* " + space->name() + ": " + space->summary() + "\n";
  text += left_out_text(manifest);
  text +=
      "\n## How it was made\n\n"
      "All values were computed from the definitions of the spaces, which each store holds (`space_definition`); nothing was measured, sampled\n"
      "or trained. Conventions say how the features of \"Surprisingly Strong Performance Prediction with Neural Graph Features\" (Kadlecova et\n"
      "al., ICML 2024) count where the paper and published programs differ. cartograf's documentation defines each column (`docs/features.md`)\n"
      "and the files (`docs/file_format.md`).\n\n"
      "`cartograf verify FOLDER` compares all checksums and computes rows anew, `--all` every one. The digest of the content of each store,\n"
      "in `" +
      std::string(kManifestFile) +
      "`, does not depend on compression or device: two collections with the same digests hold the same values.\n\n"
      "## Uses\n\n"
      "For training predictors on accuracies of the benchmarks, which are not in here, for search, and as a baseline for other encodings. A\n"
      "feature describes the graph of a cell, not the trained network: architectures with equal rows may differ in accuracy.\n\n"
      "## Distribution and maintenance\n\n"
      "The values may be used under the licence of cartograf, Apache-2.0. A feature whose value was wrong raises the version of the\n"
      "definitions, which cartograf's changelog explains. `" +
      std::string(kCroissantFile) +
      "` describes the files for machines.\n\n"
      "Please cite cartograf, the paper of the features, and those of the spaces that you use (above):\n\n"
      "```bibtex\n" +
      citation(manifest.cartograf_version) + "```\n";
  return text;
}

}  // namespace cartograf

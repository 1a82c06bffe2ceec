#include "host/collection/croissant.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "host/collection/datasheet.hpp"
#include "io/hdf5/sha256.hpp"

namespace cartograf {
namespace {

using Json = nlohmann::ordered_json;

// Of the specification: readers compare it with theirs.
constexpr const char* kContext = R"({
  "@language": "en",
  "@vocab": "https://schema.org/",
  "citeAs": "cr:citeAs",
  "column": "cr:column",
  "conformsTo": "dct:conformsTo",
  "cr": "http://mlcommons.org/croissant/",
  "rai": "http://mlcommons.org/croissant/RAI/",
  "data": {"@id": "cr:data", "@type": "@json"},
  "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
  "dct": "http://purl.org/dc/terms/",
  "equivalentProperty": "cr:equivalentProperty",
  "examples": {"@id": "cr:examples", "@type": "@json"},
  "extract": "cr:extract",
  "field": "cr:field",
  "fileProperty": "cr:fileProperty",
  "fileObject": "cr:fileObject",
  "fileSet": "cr:fileSet",
  "format": "cr:format",
  "includes": "cr:includes",
  "isLiveDataset": "cr:isLiveDataset",
  "jsonPath": "cr:jsonPath",
  "key": "cr:key",
  "md5": "cr:md5",
  "parentField": "cr:parentField",
  "path": "cr:path",
  "recordSet": "cr:recordSet",
  "references": "cr:references",
  "regex": "cr:regex",
  "repeated": "cr:repeated",
  "replace": "cr:replace",
  "samplingRate": "cr:samplingRate",
  "sc": "https://schema.org/",
  "separator": "cr:separator",
  "source": "cr:source",
  "subField": "cr:subField",
  "transform": "cr:transform"
})";

Json file_object(const std::string& name, const std::string& description, const std::string& format, std::uint64_t bytes, const std::string& sha256) {
  Json file;
  file["@type"] = "cr:FileObject";
  file["@id"] = name;
  file["name"] = name;
  file["description"] = description;
  file["contentUrl"] = name;
  file["contentSize"] = std::to_string(bytes) + " B";
  file["encodingFormat"] = format;
  file["sha256"] = sha256;
  return file;
}

Json field(const std::string& member, const std::string& type, const std::string& description) {
  Json one;
  one["@type"] = "cr:Field";
  one["@id"] = "stores/" + member;
  one["name"] = "stores/" + member;
  one["description"] = description;
  one["dataType"] = type;
  one["source"] = {{"fileObject", {{"@id", kManifestFile}}}, {"extract", {{"jsonPath", "$.stores[*]." + member}}}};
  return one;
}

}  // namespace

std::string croissant(const Manifest& manifest, const std::string& manifest_text, const std::string& date) {
  Json json;
  json["@context"] = Json::parse(kContext);
  json["@type"] = "sc:Dataset";
  json["name"] = kCroissantName;
  json["description"] = "Graph features of every architecture of neural architecture search spaces, computed by cartograf: counts of operations, lengths of paths, degrees of nodes. One HDF5 file for each space and convention.";
  json["conformsTo"] = "http://mlcommons.org/croissant/1.0";
  json["license"] = "https://www.apache.org/licenses/LICENSE-2.0";
  json["creator"] = {{"@type", "sc:Organization"}, {"name", "The cartograf authors"}};
  json["version"] = manifest.cartograf_version;
  json["datePublished"] = date;
  json["citeAs"] = citation(manifest.cartograf_version);
  json["keywords"] = {"neural architecture search", "performance prediction", "graph features"};
  Json files = Json::array();
  files.push_back(file_object(kManifestFile, "The stores, their sizes and digests", "application/json", manifest_text.size(), hexadecimal(sha256(manifest_text.data(), manifest_text.size()))));
  for (const ManifestStore& store : manifest.stores) {
    files.push_back(file_object(store.file, store.space + ", convention " + store.convention + ": " + std::to_string(store.rows) + " rows, " + std::to_string(store.columns) + " columns in /features", "application/x-hdf5",
                                store.bytes, store.sha256));
  }
  json["distribution"] = files;
  Json stores;
  stores["@type"] = "cr:RecordSet";
  stores["@id"] = "stores";
  stores["name"] = "stores";
  stores["description"] = "The stores that there are";
  stores["key"] = {{"@id", "stores/file"}};
  stores["field"] = {field("file", "sc:Text", "The name of the file"), field("space", "sc:Text", "The search space"), field("convention", "sc:Text", "How the features count"),
                     field("rows", "sc:Integer", "Architectures"), field("columns", "sc:Integer", "Columns of /features"),
                     field("content_digest", "sc:Text", "SHA-256 of names and values, whatever the compression")};
  json["recordSet"] = {stores};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace cartograf

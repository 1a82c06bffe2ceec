#pragma once

#include <string>
#include <string_view>

#include "host/import/source_table.hpp"

namespace cartograf {

/// Whether a text has what NATS-Bench prints of an architecture.
bool is_nats_text(std::string_view text);

/// What the API of NATS-Bench and of NAS-Bench-201 prints (Dong et al., TPAMI 2021): `api.show()`, `api.query_by_arch()`.
///
///   |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|
///   datasets : ['cifar10-valid', ...], extra-info : arch-index=0
///   cifar10-valid  FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.
///   cifar10-valid  train : [loss = 0.873 & top1 = 69.47%], valid : [loss = 0.877 & top1 = 68.84%]
///
/// The columns of each dataset are `flops` and `params` in millions, `latency` in ms, and `train_loss`, `train_top1` (percent),
/// and so on of the other parts. Where the text has trainings of several numbers of epochs, these stand behind the name
/// (`test_top1_200`). options.note says how many lines are of no known form. name: what to call the text in errors.
/// Throws InputError, with line, for a line that begins as one of these and goes on otherwise.
SourceTable read_nats_text(std::string_view text, const std::string& name, const ImportOptions& options);

}  // namespace cartograf

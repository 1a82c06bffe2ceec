#pragma once

/// @file
/// Everything: for programs that link cartograf::cartograf. Those that link cartograf::features include
/// <cartograf/features.hpp>.

#include <cartograf/error.hpp>
#include <cartograf/family.hpp>
#include <cartograf/features.hpp>
#include <cartograf/predictor.hpp>
#include <cartograf/search.hpp>
#include <cartograf/space.hpp>
#include <cartograf/store.hpp>
#include <cartograf/types.hpp>
#include <cartograf/version.hpp>

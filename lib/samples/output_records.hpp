// Makes OutputRecords, which writers get, of HostRecords.
#pragma once

#include <string>

#include "model/host_record.hpp"
#include "model/output_record.hpp"
#include "samples/last_poll.hpp"

namespace snmpolld::samples {

// Of the last part of a record, with its samples (sampler.hpp). `run` is the id of this start of the program.
model::OutputRecord outputRecordOf(const model::HostRecord& record, QuestionPlace asked, const std::string& run);

}  // namespace snmpolld::samples

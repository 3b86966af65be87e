// What comes after what on a recorded device, troubles included. A position is a row's number; beyond the last row are
// the rows that an endless agent makes up.
#pragma once

#include "rows.hpp"
#include "trouble.hpp"

namespace snmpolld::agents {

class WalkOrder {
  public:
    static constexpr size_t kEnd = SIZE_MAX;

    // `pdus`: walk requests that the device had before this one.
    WalkOrder(const Rows& rows, const Trouble& trouble, size_t pdus) : rows_(rows), trouble_(trouble), pdus_(pdus) {}

    size_t first(OidView after) const;
    size_t next(size_t position) const;
    // kEnd: no such row now.
    size_t find(OidView oid) const;

    Oid oid(size_t position) const;
    uint8_t tag(size_t position) const;
    // Appends the whole encoded varbind.
    void append(size_t position, std::string& out) const;

  private:
    bool isThere(size_t row) const;
    size_t thereFrom(size_t row) const;
    size_t afterRow(OidView oid) const;
    size_t nextColumn(size_t position) const;

    const Rows& rows_;
    const Trouble& trouble_;
    size_t pdus_;
};

}  // namespace snmpolld::agents

"""A store in pandas, Arrow, Parquet and xarray."""

import tempfile
from pathlib import Path

import cartograf as cg
import pyarrow.parquet

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "nasbench201.h5"
    cg.space("nasbench201").write(file, families=["op_count", "min_path_len", "cost"], gzip=4)
    store = cg.open(file)
    frame = store.to_pandas()
    print(frame[["op_count_2", "wide/params"]].describe())
    table = store.to_arrow()
    pyarrow.parquet.write_table(table, Path(folder) / "nasbench201.parquet")
    assert pyarrow.parquet.read_table(Path(folder) / "nasbench201.parquet").equals(table)
    array = store.to_xarray()
    print(array.sel(feature="op_count_2").mean().item())

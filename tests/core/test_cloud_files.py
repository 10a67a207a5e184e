"""Files of points: what is written is read, in every format, and whatever else is there is one sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.core.cloud_files import RawCloud, read_cloud, write_ply
from addon.core.errors import ErrorCode, PointsmithError

Arrays = dict[str, np.ndarray]
once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
DTYPES = {"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"}
DTYPES |= {"float": "f4", "double": "f8", "int8": "i1", "uint8": "u1", "float32": "f4", "float64": "f8"}


@st.composite
def raw_clouds(draw: st.DrawFn, most: int = 40) -> RawCloud:
    """Clouds with 8-bit colours, as files keep them, and positions that six decimals keep."""
    count = draw(st.integers(2, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    positions = np.round(rng.normal(size=(count, 3)) * draw(st.sampled_from([1, 1000, 5e5])), 3)
    # Light enough that 255 is the scale and not 1.
    colors = (rng.integers(0, 256, (count, 3)) / 255).astype(np.float32)
    colors[0, 0] = 1
    normals = rng.normal(size=(count, 3))
    normals = np.round(normals / np.linalg.norm(normals, axis=1, keepdims=True), 6).astype(np.float32)
    return RawCloud(positions, colors if draw(st.booleans()) else None, normals if draw(st.booleans()) else None)


def same(read: RawCloud, cloud: RawCloud, atol: float = 1e-5) -> None:
    np.testing.assert_allclose(read.positions, cloud.positions, rtol=1e-7, atol=atol)
    for mine, theirs in ((read.colors, cloud.colors), (read.normals, cloud.normals)):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            np.testing.assert_allclose(mine, theirs, atol=1e-5)


def bytes_of(colors: np.ndarray) -> np.ndarray:
    return np.rint(colors * 255).astype(int)


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; it has to be one."""
    with pytest.raises(PointsmithError) as caught:
        read_cloud(path)
    assert caught.value.code == ErrorCode.BAD_CLOUD
    sentence = caught.value.sentence
    assert sentence.endswith(".")
    assert sentence.isprintable()
    return sentence


def ply_bytes(cloud: RawCloud, order: str, position: str, seed: int, extras: bool) -> bytes:
    """A PLY file with its properties shuffled, others among them, and an element before the vertices."""
    rng = np.random.default_rng(seed)
    columns: list[tuple[str, str, np.ndarray]] = [
        (name, position, cloud.positions[:, i]) for i, name in enumerate(("x", "y", "z"))
    ]
    if cloud.colors is not None:
        values = bytes_of(cloud.colors)
        columns += [(name, "uchar", values[:, i]) for i, name in enumerate(("red", "green", "blue"))]
    if cloud.normals is not None:
        columns += [(name, "float", cloud.normals[:, i]) for i, name in enumerate(("nx", "ny", "nz"))]
    if extras:
        columns += [("quality", "double", rng.normal(size=len(cloud))), ("label", "short", np.arange(len(cloud)))]
    columns = [columns[i] for i in rng.permutation(len(columns))]
    at = int(rng.integers(0, len(columns) + 1))
    lengths = rng.integers(0, 4, len(cloud)) if seed % 2 else np.full(len(cloud), 2)

    form = {"": "ascii", "<": "binary_little_endian", ">": "binary_big_endian"}[order]
    header = ["ply", f"format {form} 1.0", "comment made here", "element camera 3"]
    header += ["property float f", "property list uchar int ids", f"element vertex {len(cloud)}"]
    properties = [f"property {kind} {name}" for name, kind, _ in columns]
    if extras:
        properties.insert(at, "property list uchar ushort seen")
    header += [*properties, "element face 1", "property list uchar int vertex_indices", "end_header"]
    out = io.BytesIO()
    out.write(("\n".join(header) + "\n").encode())

    def put(kind: str, *values: float) -> None:
        if order:
            out.write(np.array(values, order + DTYPES[kind]).tobytes())
        else:
            out.write("".join(f"{int(v) if DTYPES[kind][0] != 'f' else repr(float(v))} " for v in values).encode())

    for row in range(3):
        put("float", row)
        put("uchar", row)
        put("int", *range(row))
        out.write(b"" if order else b"\n")
    for row in range(len(cloud)):
        for i, (_, kind, values) in enumerate([*columns, ("", "", np.zeros(0))]):
            if extras and i == at:
                put("uchar", lengths[row])
                put("ushort", *range(lengths[row]))
            if kind:
                put(kind, values[row])
        out.write(b"" if order else b"\n")
    put("uchar", 3)
    put("int", 0, 1, 1)
    return out.getvalue()


@once
@given(raw_clouds(), st.sampled_from(["", "<", ">"]), st.sampled_from(["float64", "double"]), st.integers(0, 99))
def test_ply_round_trip(tmp_path: Path, cloud: RawCloud, order: str, position: str, seed: int) -> None:
    path = tmp_path / "a.ply"
    for extras in (False, True):
        path.write_bytes(ply_bytes(cloud, order, position, seed, extras))
        same(read_cloud(path), cloud)


@once
@given(raw_clouds())
def test_what_write_ply_writes_is_read(tmp_path: Path, cloud: RawCloud) -> None:
    path = tmp_path / "Wölkchen 雲.PLY"
    write_ply(path, cloud.positions, cloud.colors, cloud.normals)
    same(read_cloud(path), cloud, atol=0)
    write_ply(path, cloud.positions.astype(np.float32), cloud.colors, cloud.normals)
    assert b"property float x" in path.read_bytes()[:200]
    np.testing.assert_array_equal(read_cloud(path).positions, cloud.positions.astype(np.float32))


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian"])
def test_an_element_without_properties_is_passed_over(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.ply"
    head = HEAD.format(f"{form} 1.0", 1).replace("element vertex", "element nothing 999999999\nelement vertex")
    path.write_bytes(head.encode() + (b"1 2 3\n" if form == "ascii" else np.array([1, 2, 3], "<f4").tobytes()))
    np.testing.assert_array_equal(read_cloud(path).positions, [[1, 2, 3]])


@pytest.mark.parametrize(("kind", "white"), [("uchar", 255), ("ushort", 65535), ("float", 1), ("float", 255)])
def test_ply_colors_of_every_type(tmp_path: Path, kind: str, white: float) -> None:
    rows = "".join(f"{i} 0 0 {white} 0 {white * c:g}\n" for i, c in enumerate((0, 1, 0.5)))
    if DTYPES[kind][0] != "f":
        rows = rows.replace(f"{white * 0.5:g}", f"{round(white * 0.5)}")
    names = "".join(f"property {kind} {name}\n" for name in ("red", "green", "blue"))
    head = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
    path = tmp_path / "a.ply"
    path.write_text(f"{head}{names}end_header\n{rows}")
    colors = read_cloud(path).colors
    np.testing.assert_allclose(colors, [[1, 0, 0], [1, 0, 1], [1, 0, 0.5]], atol=0.003)


@once
@given(
    raw_clouds(),
    st.sampled_from([" ", ",", ";", "\t", ", ", "   "]),
    st.sampled_from(["", "# by a scanner\n", "// made\n//X Y Z\n", "\ufeff", "a title\n\n"]),
    st.tuples(st.sampled_from(["\n", "\r\n"]), st.booleans()),
)
def test_xyz_round_trip(
    tmp_path: Path, cloud: RawCloud, sign: str, header: str, end_and_scale: tuple[str, bool]
) -> None:
    end, bright_as_fraction = end_and_scale
    path = tmp_path / "a.xyz"
    columns = [cloud.positions]
    if cloud.colors is not None:
        columns.append(cloud.colors.astype(float) if bright_as_fraction else bytes_of(cloud.colors))
    if cloud.normals is not None:
        columns.append(cloud.normals)
    rows = [sign.join(f"{value:.9g}" for part in columns for value in part[i]) for i in range(len(cloud))]
    path.write_bytes((header + end.join([*rows, "", "# the end", ""])).encode())
    same(read_cloud(path), cloud, atol=1e-2)


@pytest.mark.parametrize("sign", [";", " ", "\t"])
def test_decimal_commas(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(sign.join([f"{i},5", "2,25", "-3"]) + "\n" for i in range(4)))
    np.testing.assert_allclose(read_cloud(path).positions, [[i + 0.5, 2.25, -3] for i in range(4)])


def test_a_line_of_names_says_which_column_is_what(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,Nx,Ny,Nz,Z,Y,X,R,G,B\n1,0,0,1,3,2,1,255,0,0\n2,0,1,0,6,5,4,0,255,51\n")
    cloud = read_cloud(path)
    np.testing.assert_array_equal(cloud.positions, [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_allclose(cloud.colors, [[1, 0, 0], [0, 1, 0.2]])
    np.testing.assert_array_equal(cloud.normals, [[0, 0, 1], [0, 1, 0]])


def test_normals_before_colours_and_intensity_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("0 0 0 0 -1 0 255 0 51\n1 0 0 0.6 0 0.8 0 255 51\n")
    cloud = read_cloud(path)
    np.testing.assert_allclose(cloud.normals, [[0, -1, 0], [0.6, 0, 0.8]], atol=1e-6)
    np.testing.assert_allclose(cloud.colors, [[1, 0, 0.2], [0, 1, 0.2]])
    path.write_text("0 0 0 99 255 0 51\n1 0 0 -99 0 255 51\n")
    np.testing.assert_allclose(read_cloud(path).colors, [[1, 0, 0.2], [0, 1, 0.2]])
    path.write_text("0 0 0 99\n1 0 0 -99\n")
    assert read_cloud(path).colors is None


@once
@given(st.lists(raw_clouds(), min_size=1, max_size=3), st.booleans())
def test_pts_round_trip(tmp_path: Path, scans: list[RawCloud], colored: bool) -> None:
    path = tmp_path / "a.pts"
    lines, colors = [], []
    for scan in scans:
        lines.append(f"{len(scan)}")
        colors.append(np.full((len(scan), 3), 0.2, np.float32))
        colors[-1][0] = 1
        for row, color in zip(scan.positions, bytes_of(colors[-1]), strict=True):
            lines.append(" ".join(f"{v:.9g}" for v in (*row, *((-512, *color) if colored else ()))))
    path.write_text("\r\n".join(lines))
    positions = np.concatenate([scan.positions for scan in scans])
    same(read_cloud(path), RawCloud(positions, np.concatenate(colors) if colored else None), atol=1e-2)
    path.write_text("\n".join(lines[:-1]))
    assert "ends after" in refusal(path)
    path.write_text("\n".join([*lines, "1 2 3"]))
    assert "more points" in refusal(path)


@once
@given(raw_clouds())
def test_obj_round_trip(tmp_path: Path, cloud: RawCloud) -> None:
    path = tmp_path / "a.obj"
    lines = ["# made by hand", "mtllib a.mtl", "o thing"]
    for i in range(len(cloud)):
        row = [*cloud.positions[i], *(() if cloud.colors is None else cloud.colors[i])]
        lines += ["v " + " ".join(f"{v:.9g}" for v in row), "vt 0.5 0.5"]
        if cloud.normals is not None:
            lines.append("vn  " + " ".join(f"{v:.9g}" for v in cloud.normals[i]))
    path.write_text("\n".join([*lines, "f 1/1 2/2 1/1", ""]))
    same(read_cloud(path), cloud, atol=1e-2)
    path.write_text("\n".join([*lines, "vn 0 0 1"]))
    assert read_cloud(path).normals is None


def las_bytes(cloud: RawCloud, kind: int, minor: int, bits: int = 16, extra: int = 0) -> tuple[bytes, np.ndarray]:
    """A LAS file and the positions that its whole numbers stand for."""
    size = (20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67)[kind] + extra
    at = {2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30}.get(kind)
    header_size = {3: 235, 4: 375}.get(minor, 227)
    scale, offset = 0.001, np.array([10.0, -20.0, 5e5])
    whole = np.clip(np.rint((cloud.positions - offset) / scale), -(2**31), 2**31 - 1).astype("<i4")
    header = bytearray(header_size + 30)
    header[:4] = b"LASF"
    header[24:26] = bytes([1, minor])
    struct.pack_into("<HIIBHI", header, 94, header_size, len(header), 0, kind, size, len(cloud) if kind < 6 else 0)
    struct.pack_into("<6d", header, 131, *[scale] * 3, *offset)
    if minor == 4:
        struct.pack_into("<Q", header, 247, len(cloud))
    rows = np.zeros((len(cloud), size), np.uint8)
    rows[:, :12] = whole.view(np.uint8)
    if at is not None and cloud.colors is not None:
        levels = bytes_of(cloud.colors) * (257 if bits == 16 else 1)
        rows[:, at : at + 6] = levels.astype("<u2").view(np.uint8)
    return bytes(header) + rows.tobytes(), whole * scale + offset


@once
@given(raw_clouds(), st.integers(0, 10), st.integers(0, 4), st.sampled_from([(8, 0), (16, 0), (16, 4)]))
def test_las_round_trip(
    tmp_path: Path, cloud: RawCloud, kind: int, minor: int, bits_and_extra: tuple[int, int]
) -> None:
    bits, extra = bits_and_extra
    minor = 4 if kind >= 6 else minor
    path = tmp_path / "a.las"
    data, positions = las_bytes(cloud, kind, minor, bits, extra)
    path.write_bytes(data)
    colored = kind in (2, 3, 5, 7, 8, 10) and cloud.colors is not None
    same(read_cloud(path), RawCloud(positions, cloud.colors if colored else None), atol=1e-6)
    path.write_bytes(data[:-1])
    assert "ends before" in refusal(path)
    path.write_bytes(data[:104] + bytes([kind | 0x80]) + data[105:])
    assert "LAZ" in refusal(path)


CLOUD = RawCloud(np.random.default_rng(0).normal(size=(50, 3)), np.full((50, 3), 0.6, np.float32), None)


def lines(form: str) -> bytes:
    return "\n".join(form.format(*row) for row in CLOUD.positions).encode()


SAMPLES: dict[str, bytes] = {
    "ascii.ply": ply_bytes(CLOUD, "", "float", 3, True),
    "little.ply": ply_bytes(CLOUD, "<", "float", 3, True),
    "big.ply": ply_bytes(CLOUD, ">", "float", 2, True),
    "a.xyz": lines("{:g} {:g} {:g} 255 10 0"),
    "a.csv": b"x,y,z,r,g,b\n" + lines("{:g},{:g},{:g},1,0,0.5"),
    "a.pts": b"50\n" + lines("{:g} {:g} {:g} 7 255 10 0"),
    "a.obj": lines("v {:g} {:g} {:g}\nvn 0 0 1"),
    "old.las": las_bytes(CLOUD, 2, 2)[0],
    "new.las": las_bytes(CLOUD, 7, 4)[0],
}


def read_or_refuse(path: Path) -> None:
    """Anything but a cloud or a sentence fails."""
    try:
        cloud = read_cloud(path)
    except PointsmithError as error:
        assert error.code == ErrorCode.BAD_CLOUD
        assert error.sentence.isprintable()
    else:
        assert len(cloud) > 0
        assert np.isfinite(cloud.positions).all(axis=1).any()
        if cloud.colors is not None:
            assert not (cloud.colors < 0).any()
            assert not (cloud.colors > 1).any()


@settings(once, max_examples=300)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8), st.booleans()), min_size=1, max_size=6),
    st.floats(0.02, 1),
)
def test_damaged_files_are_read_or_refused(
    tmp_path: Path, name: str, damage: list[tuple[float, bytes, bool]], kept: float
) -> None:
    data = bytearray(SAMPLES[name])
    for where, new, insert in damage:
        at = int(where * len(data) * (0.2 if len(new) % 2 else 1))
        data[at : at + (0 if insert else len(new))] = new
    path = tmp_path / name
    path.write_bytes(bytes(data[: int(kept * len(data)) + 1] if kept < 0.5 else data))
    read_or_refuse(path)


@settings(once, max_examples=300)
@given(
    st.sampled_from([".ply", ".las", ".obj", ".pts", ".xyz", ".csv", ".laz", ".png", ""]),
    st.sampled_from([b"", b"ply\n", b"ply\nformat ascii 1.0\nelement vertex 3\n", b"LASF", b"v 1 2 3\n", b"0 0 0\n"]),
    st.one_of(st.binary(max_size=500), st.text(" \n\t,;.-+0123456789exyznaif", max_size=200).map(str.encode)),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, suffix: str, start: bytes, rest: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + rest)
    read_or_refuse(path)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_sound_and_truncated_ones_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SAMPLES[name])
    assert len(read_cloud(path)) == 50
    if name.endswith((".ply", ".las", ".pts")):
        path.write_bytes(SAMPLES[name][:-200])
        refusal(path)


HEAD = "ply\nformat {}\nelement vertex {}\nproperty float x\nproperty float y\nproperty float z\nend_header\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.ply", b"", "empty"),
        ("picture.png", b"\x89PNG\r\n", "cannot be read"),
        ("noending", b"1 2 3\n", "no ending"),
        ("wrong.ply", b"1 2 3\n4 5 6\n", "something else"),
        ("wrong.las", b"ply-like", "something else"),
        ("packed.laz", b"PK\3\4", "something else"),
        ("binary.xyz", b"\0\1\2\3\n", "not text"),
        ("prose.txt", b"Once upon a time\nthere were no points.\n", "three numbers"),
        ("short.xyz", b"1 2 3\n4 5\n", "line 2"),
        ("garbage.xyz", b"1 2 3\n4 five 6\n", "line 2"),
        ("nan.xyz", b"nan nan nan\nnan 1 2\n", "finite"),
        ("line.xyz", b"1 2 3 " + b"4" * 200_000, "too long"),
        ("novertex.obj", b"vn 0 0 1\nf 1 2 3\n", "no vertices"),
        ("lying.ply", HEAD.format("binary_little_endian 1.0", 10**15).encode(), "too short"),
        ("lying_text.ply", HEAD.format("ascii 1.0", 3).encode() + b"1 2 3\n4 5 6\n", "2 of its 3"),
        ("none.ply", HEAD.format("ascii 1.0", 0).encode(), "no points"),
        ("noformat.ply", b"ply\nelement vertex 1\nproperty float x\nend_header\n1", "text or binary"),
        ("endless.ply", b"ply\nformat ascii 1.0\nelement vertex 1\n", "no end"),
        ("nonsense.ply", b"ply\nformat ascii 1.0\nelement vertex many\nend_header\n", "makes no sense"),
        ("flat.ply", b"ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1", "no x, y and z"),
        (
            "facesonly.ply",
            b"ply\nformat ascii 1.0\nelement face 0\nproperty list uchar int i\nend_header\n",
            "vertices",
        ),
        ("future.las", b"LASF" + b"\0" * 20 + b"\2\0" + b"\0" * 400, "LAS 2.0"),
        ("cut.las", b"LASF" + b"\0" * 20, "header"),
    ],
)
def test_every_bad_file_has_its_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal(path)
    assert name in refusal(path)


def test_folders_missing_files_and_strange_names(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "nobody.ply").lower()
    assert "name" in refusal(tmp_path / "a\0b.ply")
    odd = tmp_path / "new\nline {0} é.xyz"
    odd.write_bytes(b"1 2\n")
    assert "new?line {0} é" in refusal(odd)


def test_points_that_are_not_finite_are_kept_for_cleaning(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("1 2 3\nnan nan nan\n4 5 inf\n")
    assert len(read_cloud(path)) == 3


def test_memory_stays_near_the_result(tmp_path: Path) -> None:
    """At most twice the result and one chunk, so that ten million points stay under 1.5 GB."""
    count = 1_200_000
    path = tmp_path / "big.ply"
    write_ply(path, np.zeros((count, 3), np.float32), np.zeros((count, 3), np.float32), np.ones((count, 3), np.float32))
    tracemalloc.start()
    cloud = read_cloud(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(cloud) == count
    assert peak < count * (24 + 12 + 12 + 24) + 60e6

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset.catalogue.mesh import Part, turn
from dataset.catalogue.paint import FINISHES, Paint, draw_scheme, paints
from dataset.catalogue.palette import NAMES
from dataset.catalogue.slicing import sliced
from dataset.catalogue.solids import box, ellipsoid


def area(mesh):
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2),
    st.lists(st.floats(-1.2, 1.2), max_size=6).map(sorted),
    st.sampled_from([box((1, 1.4, 2), bevel=0.1), ellipsoid((1, 0.7, 0.5))]),
)
def test_slicing_keeps_the_shape_and_leaves_no_face_across_a_plane(axis, offsets, mesh):
    cut = sliced(mesh, axis, np.array(offsets))
    assert cut.volume() == pytest.approx(mesh.volume(), rel=1e-9)
    assert area(cut) == pytest.approx(area(mesh), rel=1e-9)
    reach = cut.vertices[cut.faces][:, :, axis]
    for offset in offsets:
        assert ((reach.max(axis=1) <= offset + 1e-8) | (reach.min(axis=1) >= offset - 1e-8)).all()
    directed = np.concatenate([cut.faces[:, [0, 1]], cut.faces[:, [1, 2]], cut.faces[:, [2, 0]]])
    edges = {tuple(edge) for edge in directed.tolist()}
    assert edges == {(b, a) for a, b in edges}


@pytest.mark.parametrize("axes", [(2,), (0, 1, 2)])
def test_faces_of_a_cut_mesh_have_the_colour_of_their_points(axes):
    paint = Paint("red", "striped", ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)), axes, 0.13, 0.05)
    mesh, rgb = paint.cut(ellipsoid((0.5, 0.4, 0.3)))
    corners = mesh.vertices[mesh.faces]
    for weights in ((0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8)):
        np.testing.assert_array_equal(paint.colors_at(np.einsum("fkc,k->fc", corners, weights)), rgb)
    assert {tuple(color) for color in rgb.tolist()} == set(paint.shades)


def test_schemes_have_one_to_three_colours_and_all_finishes():
    schemes = [draw_scheme("chair", seed, (), FINISHES) for seed in range(600)]
    assert {len({s.primary, s.secondary, s.tertiary}) for s in schemes} == {1, 2, 3}
    assert {s.finish for s in schemes} == set(FINISHES)
    assert {s.primary for s in schemes} == set(NAMES)
    assert all(s.primary in ("brown", "beige") for s in schemes if s.finish == "wooden")
    assert all(s.primary != s.secondary for s in schemes if s.finish in ("striped", "checkered"))


def test_parts_of_one_role_wear_one_shade_and_a_fixed_finish_stays():
    scheme = draw_scheme("chair", 1, (), ("striped",))
    solid = (box((1, 1, 1)),)
    parts = (Part("a", "primary", solid), Part("b", "secondary", solid), Part("c", "secondary", solid, finish="glossy"))
    a, b, c = paints(parts, scheme, "chair", 1)
    assert (a.finish, c.finish) == ("striped", "glossy")
    assert b.shades == c.shades
    assert a.shades == (a.shades[0], b.shades[0])


def test_a_placed_joint_moves_and_a_slide_shrinks_with_its_part():
    part = Part("door", "primary", (box((1, 1, 1)),), joint=turn((1, 0, 0), (0, 0, 1), -1, 2)).placed(np.ones(3), 0.5)
    assert part.joint.pivot == (1.0, 0.5, 0.5)
    assert (part.joint.low, part.joint.high) == (-1, 2)
    assert part.pivot == part.joint.pivot

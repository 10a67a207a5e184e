import numpy as np
import pytest

from dataset.render.camera import View, sample_views


def test_views_stand_on_the_sphere():
    np.testing.assert_allclose(View(0.0, 0.0).location(), (0, -2, 0), atol=1e-12)
    np.testing.assert_allclose(View(np.pi / 2, 0.0).location(), (2, 0, 0), atol=1e-12)
    for view in sample_views("chair", 1, 50):
        assert np.linalg.norm(view.location()) == pytest.approx(2.0)
        assert -5.01 <= np.degrees(view.elevation) <= 45.01
    assert sample_views("chair", 1, 2) == sample_views("chair", 1, 3)[:2]


def test_a_picture_shows_the_colors_of_the_object(tmp_path):
    pytest.importorskip("bpy", reason="NOT RUN: needs a Python that has Blender's bpy")
    from dataset.catalogue.generate import generate
    from dataset.catalogue.palette import name_of
    from dataset.render.scene import Studio

    asset = generate("mug", 1)
    studio = Studio(64, 8, tmp_path / "view")
    studio.show(asset)
    picture = studio.picture(View(0.6, 0.35))
    assert picture.shape == (64, 64, 4)
    assert (picture[0, :, 3] == 0).all()
    solid = picture[picture[..., 3] == 255][:, :3] / 255
    assert asset.primary in {name_of(rgb) for rgb in solid}

"""From RGBAD views to points, as the Point-E paper makes its training clouds; numpy, no bpy.

dense       all pixels of all views as points
visibility  how a point lies to what the views have seen
draw        thinning and farthest point sampling, each part with its share
reject      what is empty or flat, with the reason
interior    points inside the solid
"""
